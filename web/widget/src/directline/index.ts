export { browserPorts } from './browser-ports.ts';
export { type ClientEvent, clientIdOf, DirectLineClient, type Draft } from './client.ts';
export type { SendStatus } from './outbox.ts';
export type { Ports } from './ports.ts';
export type { ConnectionState } from './stream.ts';
