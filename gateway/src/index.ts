export { triggersClient } from './automation/index.ts';
export { type FindFrames, parseCopilotLimits } from './copilot/index.ts';
export {
  type DemoContactCentre,
  findDemoPage,
  type MoveGatewayDemo,
  type SeedGatewayDemo,
} from './demo.usecases.ts';
export type {
  StreamAnswer,
  StreamHandler,
  StreamRequest,
  StreamSocket,
} from './directline/index.ts';
export { type ChatLimitSettings, parseChatLimits } from './directline/index.ts';
export type { EndpointSecrets, Sealer, SecretReference } from './endpoints/index.ts';
export { createGateway, type Gateway, type GatewayDeps } from './gateway.ts';
export { botConnectorKind, genesysCloudKind, parseHost } from './handover/index.ts';
export { parseWebhookLimits } from './limits/index.ts';
export { gatewayMigrations } from './migrations.ts';
export { gatewayQueueNames } from './queue-names.ts';
export { createGatewayRetention } from './retention/index.ts';
export { gatewaySealedColumns } from './sealed-columns.ts';
