export { browserPorts } from './browser-ports.ts';
export { DirectLineClient } from './client.ts';
export { type ClientEvent, clientIdOf, type Draft } from './client.types.ts';
export type { SendStatus } from './outbox.ts';
export type { Ports } from './ports.ts';
export type { ConnectionState } from './stream.ts';
export { type IdentitySource, subjectOf, Visitor } from './visitor.ts';
