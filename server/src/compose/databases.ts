import { eventsMigrations } from '@tandem/events';
import { gatewayMigrations } from '@tandem/gateway';
import { identityMigrations } from '@tandem/identity';
import {
  type ConnectionSettings,
  createDatabase,
  type Database,
  type DatabasePatience,
  type Log,
  type MigrationSet,
  type MigrationStep,
  migrate,
  type Outages,
  readMigrations,
  silentLog,
} from '@tandem/kit';
import { lanesMigrations } from '@tandem/lanes';
import { platformMigrations } from '@tandem/platform';
import { vaultMigrations } from '@tandem/vault';
import type { Half } from '../settings.ts';

/** A half's schema is named as the half; core services have their own. */
export type SchemaName = 'core' | Half;

/** The order matters: shared packages first, the owner of the schema last. */
export const migrationSets: Readonly<Record<SchemaName, readonly MigrationSet[]>> = {
  core: [vaultMigrations, identityMigrations],
  platform: [lanesMigrations, eventsMigrations, platformMigrations],
  gateway: [lanesMigrations, eventsMigrations, gatewayMigrations],
};

export const schemasOf = (halves: readonly Half[]): readonly SchemaName[] => ['core', ...halves];

export type SchemaStep = MigrationStep & { readonly schema: SchemaName };

/** Brings the schemas of the halves up to date; answers how many migrations were applied. */
export const migrateSchemas = async (options: {
  connection: ConnectionSettings;
  halves: readonly Half[];
  onStep?: (step: SchemaStep) => void;
}): Promise<number> => {
  const { connection, halves, onStep } = options;
  let applied = 0;
  for (const schema of schemasOf(halves)) {
    applied += await migrate({
      connection,
      schema,
      sets: migrationSets[schema],
      onStep: (step) => onStep?.({ ...step, schema }),
    });
  }
  return applied;
};

/** How many migrations the schemas of the halves lack; reads only. */
export const pendingMigrations = async ({
  connection,
  halves,
}: {
  connection: ConnectionSettings;
  halves: readonly Half[];
}): Promise<number> => {
  let pending = 0;
  for (const schema of schemasOf(halves)) {
    const db = createDatabase({ connection, schema, log: silentLog, max: 1 });
    try {
      const applied = await db
        .query<{ name: string }>("select package || '/' || name as name from migration")
        .catch(() => []);
      const known = new Set(applied.map(({ name }) => name));
      pending += (await readMigrations(migrationSets[schema])).filter(
        (migration) => !known.has(`${migration.package}/${migration.name}`),
      ).length;
    } finally {
      await db.close();
    }
  }
  return pending;
};

export type Databases = Readonly<Record<SchemaName, Database>>;

/** One pool for each schema; pools open connections when they are first used. */
export const openDatabases = (options: {
  connection: ConnectionSettings;
  log: Log;
  max: number;
  /** Default: no limit for statements, as commands need it. */
  patience?: DatabasePatience;
  outages?: Outages;
}): Databases & { readonly close: () => Promise<void> } => {
  const open = (schema: SchemaName, max: number) => createDatabase({ ...options, schema, max });
  const databases = {
    core: open('core', 5),
    platform: open('platform', options.max),
    gateway: open('gateway', options.max),
  };
  return {
    ...databases,
    async close() {
      await Promise.all(Object.values(databases).map((db) => db.close()));
    },
  };
};
