import type { MigrationSet } from '@tandem/kit';

export * from './event-log.ts';
export * from './event-tail.ts';

export const eventsMigrations: MigrationSet = {
  package: 'events',
  folder: new URL('../migrations/', import.meta.url),
};
