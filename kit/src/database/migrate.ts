import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import type { ConnectionSettings } from './database.ts';
import { sessionConfig } from './database.ts';
import { asDatabaseError } from './unavailable.ts';

/** The migrations of one package: `folder` holds `YYYYMMDDHHMM-slice-what.sql` files. */
export type MigrationSet = { readonly package: string; readonly folder: URL };

export type MigrationStep = {
  readonly package: string;
  readonly name: string;
  readonly index: number;
  readonly total: number;
};

const ledger = `create table if not exists migration (
  package text not null, name text not null, checksum text not null, applied_at timestamptz not null default now(),
  primary key (package, name))`;

const readSet = async ({ package: packageName, folder }: MigrationSet) => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8');
      return {
        package: packageName,
        name,
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      };
    }),
  );
};

/** Every migration of the sets in the order in which they apply. */
export const readMigrations = async (sets: readonly MigrationSet[]) =>
  (await Promise.all(sets.map(readSet))).flat();

/**
 * Brings one schema up to date, set by set in the given order, one transaction a migration. Several processes may
 * call it at once: an advisory lock lets one work and the others find nothing left.
 * @throws Error if a migration that was applied has changed since.
 */
export const migrate = async (options: {
  connection: ConnectionSettings;
  schema: string;
  sets: readonly MigrationSet[];
  onStep?: (step: MigrationStep) => void;
}): Promise<number> => {
  const { connection, schema, sets, onStep } = options;
  const migrations = await readMigrations(sets);
  const client = new pg.Client(sessionConfig(connection, schema));
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    throw asDatabaseError(error);
  }
  try {
    await client.query('set lock_timeout = 0');
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [
      `tandem migrate ${schema}`,
    ]);
    await client.query(`create schema if not exists "${schema}"`);
    await client.query(ledger);
    const { rows } = await client.query<{ package: string; name: string; checksum: string }>(
      'select package, name, checksum from migration',
    );
    const applied = new Map(rows.map((row) => [`${row.package}/${row.name}`, row.checksum]));
    const changed = migrations.find(
      (m) =>
        applied.has(`${m.package}/${m.name}`) &&
        applied.get(`${m.package}/${m.name}`) !== m.checksum,
    );
    if (changed)
      throw new Error(
        `Migration ${changed.package}/${changed.name} was changed after it was applied to schema "${schema}".`,
      );
    const pending = migrations.filter((m) => !applied.has(`${m.package}/${m.name}`));
    for (const [index, migration] of pending.entries()) {
      onStep?.({
        package: migration.package,
        name: migration.name,
        index: index + 1,
        total: pending.length,
      });
      await client.query('begin');
      await client.query(migration.sql);
      await client.query('insert into migration (package, name, checksum) values ($1, $2, $3)', [
        migration.package,
        migration.name,
        migration.checksum,
      ]);
      await client.query('commit');
    }
    return pending.length;
  } finally {
    await client.end();
  }
};
