// The thread store (lockThreads, loadByConversation, applyChanges …) is the slice `../threads/index.ts`.
export type { RoutingDirectories, RoutingDirectory } from './directory.types.ts';
export { fileFetchQueue } from './file-fetch.rules.ts';
export { botTarget } from './flow-bots.ts';
export type { FindConnector } from './flow-connectors.ts';
export { traceContext } from './flow-record.store.ts';
export type { FlowSource } from './flow-shelf.ts';
export { flowCallQueue } from './flow-wait.ts';
export { type InputPayload, inputQueue } from './inbound.types.ts';
export type { CustomerTyping } from './inbound.usecases.ts';
export type { TimerSteps } from './input.step.ts';
export type {
  IntegrationConfig,
  IntegrationConfigs,
  PublishedFlow,
} from './integration-config.ts';
export { routedAddresses } from './integrations.store.ts';
export type { Sealer } from './messaging.deps.ts';
export { createMessaging, type Messaging, type MessagingDeps } from './messaging.ts';
export { openThread } from './open-thread.ts';
export { platformSealedColumns } from './sealed-columns.ts';
export { allowsMedia } from './supported-content.rules.ts';
export { structuredBody, textBody, typingBody, type WebhookParties } from './webhook-body.ts';
