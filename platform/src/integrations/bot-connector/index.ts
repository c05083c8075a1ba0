export type { BotConnectorDeps, BotConnectorsWithheld } from './bot-connectors.deps.ts';
export { botConnectorHandlers } from './bot-connectors.operations.ts';
export { credentialSealedColumns } from './credentials.store.ts';
export { createFindConnector } from './find-connector.ts';
