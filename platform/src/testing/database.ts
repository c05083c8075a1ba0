import type { Database, MigrationSet } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { lanesMigrations } from '@tandem/lanes';
import { platformMigrations } from '../migrations.ts';

const eventsMigrations: MigrationSet = {
  package: 'events',
  folder: new URL('../../../events/migrations/', import.meta.url),
};

/** A database of its own with the schema of the platform half. */
export const platformTestDatabase = (): Promise<Database> =>
  testDatabase({
    migrations: [lanesMigrations, eventsMigrations, platformMigrations],
    schema: 'platform',
  });
