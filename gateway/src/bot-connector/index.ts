export { botConnectorHandlers } from './bot-connector.operations.ts';
