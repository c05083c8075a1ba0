import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type ConnectionSettings, createDatabase, type Database } from '../database/database.ts';
import { type MigrationSet, migrate, readMigrations } from '../database/migrate.ts';
import { type Log, silentLog } from '../log.ts';
import { testConnection } from './test-server.ts';

/** Migrations by the schema they go into. */
export type SchemaMigrations = Readonly<Record<string, readonly MigrationSet[]>>;

const withAdmin = async <T>(server: ConnectionSettings, run: (admin: pg.Client) => Promise<T>) => {
  const admin = new pg.Client({ ...server });
  await admin.connect();
  try {
    return await run(admin);
  } finally {
    await admin.end();
  }
};

/** One name per distinct set of migrations: a changed file makes another template. */
const templateName = async (schemas: SchemaMigrations): Promise<string> => {
  const hash = createHash('sha256');
  for (const [schema, sets] of Object.entries(schemas)) {
    hash.update(`${schema}\n`);
    for (const { package: owner, name, checksum } of await readMigrations(sets))
      hash.update(`${owner}/${name} ${checksum}\n`);
  }
  return `template_${hash.digest('hex').slice(0, 24)}`;
};

const isThere = async (admin: pg.Client, name: string): Promise<boolean> =>
  (await admin.query('select from pg_database where datname = $1', [name])).rowCount === 1;

/** Builds the template under another name, so that its name stands for a whole one. */
const buildTemplate = async (admin: pg.Client, name: string, schemas: SchemaMigrations) => {
  const half = `${name}_new`;
  await admin.query(`drop database if exists ${half} with (force)`);
  await admin.query(`create database ${half} strategy file_copy`);
  const connection = { ...testConnection(), database: half };
  for (const [schema, sets] of Object.entries(schemas)) await migrate({ connection, schema, sets });
  await admin.query(`alter database ${half} rename to ${name}`);
};

const ensureTemplate = async (admin: pg.Client, name: string, schemas: SchemaMigrations) => {
  if (await isThere(admin, name)) return;
  await admin.query('select pg_advisory_lock(hashtextextended($1, 0))', [name]);
  try {
    if (!(await isThere(admin, name))) await buildTemplate(admin, name, schemas);
  } finally {
    await admin.query('select pg_advisory_unlock(hashtextextended($1, 0))', [name]);
  }
};

const endSessions = 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1';

/**
 * Drops the database, whoever is connected. Its sessions are ended first, because DROP DATABASE would wait for them
 * in steps of 100 ms.
 */
const drop = async (admin: pg.Client, database: string) => {
  for (let look = 0; look < 10; look += 1) {
    if ((await admin.query(endSessions, [database])).rowCount === 0) break;
    await delay(2);
  }
  await admin.query(`drop database if exists ${database} with (force)`);
};

/** A fresh database with the schemas migrated; dropped at the end, whoever is still connected. */
export async function testSchemas(
  schemas: SchemaMigrations,
): Promise<AsyncDisposable & { readonly connection: ConnectionSettings }> {
  const server = testConnection();
  const template = await templateName(schemas);
  const database = `test_${randomBytes(8).toString('hex')}`;
  await withAdmin(server, async (admin) => {
    await ensureTemplate(admin, template, schemas);
    await admin.query(`create database ${database} template ${template} strategy file_copy`);
  });
  return {
    connection: { ...server, database },
    [Symbol.asyncDispose]: () => withAdmin(server, (admin) => drop(admin, database)),
  };
}

/**
 * A fresh database of its own for a test, made from a migrated template.
 * @param options.migrations applied in this order; none gives an empty schema.
 * @param options.schema default "tandem".
 */
export async function testDatabase(
  options: {
    readonly migrations?: readonly MigrationSet[];
    readonly schema?: string;
    readonly log?: Log;
    readonly max?: number;
  } = {},
): Promise<Database> {
  const { migrations = [], schema = 'tandem', log = silentLog, max = 5 } = options;
  const made = await testSchemas({ [schema]: migrations });
  const database = createDatabase({ connection: made.connection, schema, log, max });
  const dispose = async () => {
    await database.close();
    await made[Symbol.asyncDispose]();
  };
  return { ...database, close: dispose, [Symbol.asyncDispose]: dispose };
}
