import type { MigrationSet } from '@tandem/kit';

/** Tables of the gateway; they come after those of the lanes. */
export const gatewayMigrations: MigrationSet = {
  package: 'gateway',
  folder: new URL('../migrations/', import.meta.url),
};
