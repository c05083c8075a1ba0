import type { MigrationSet } from '@tandem/kit';

export * from './audit-outbox.ts';
export * from './audit-relay.ts';
export * from './bus/index.ts';
export * from './destinations/index.ts';
export * from './event-log.ts';
export type { EventSecrets } from './event-secrets.port.ts';
export * from './event-tail.ts';
export * from './log-readers.ts';
export * from './pattern/index.ts';

export const eventsMigrations: MigrationSet = {
  package: 'events',
  folder: new URL('../migrations/', import.meta.url),
};
