import type { Database, MigrationSet } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { platformMigrations } from '../migrations.ts';

const of = (owner: string): MigrationSet => ({
  package: owner,
  folder: new URL(`../../../${owner}/migrations/`, import.meta.url),
});

/** A database of its own with the schema of the platform half. */
export const platformTestDatabase = (): Promise<Database> =>
  testDatabase({ migrations: [of('lanes'), of('events'), platformMigrations], schema: 'platform' });
