import type { MigrationSet } from '@tandem/kit';

export const platformMigrations: MigrationSet = {
  package: 'platform',
  folder: new URL('../migrations/', import.meta.url),
};
