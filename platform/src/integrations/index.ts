import type { Handler } from '@tandem/contract';
import { botConnectorHandlers } from './bot-connector/index.ts';
import { deliveryHandlers } from './delivery.operations.ts';
import type { IntegrationDeps } from './integrations.deps.ts';
import { integrationHandlers } from './integrations.operations.ts';

export {
  type BotConnectorDeps,
  createFindConnector,
  credentialSealedColumns,
} from './bot-connector/index.ts';
export type { IntegrationDeps } from './integrations.deps.ts';
export { integrationSealedColumns } from './secrets.store.ts';

/** The catalogue, installed integrations, and how their events travel. */
export const appIntegrationHandlers = (deps: IntegrationDeps): readonly Handler[] => [
  ...integrationHandlers(deps),
  ...deliveryHandlers(deps),
  ...botConnectorHandlers(deps),
];
