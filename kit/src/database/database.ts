import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import pg from 'pg';
import type { Log } from '../log.ts';

export type ConnectionSettings = {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly database?: string;
  readonly password?: string;
  readonly connectionString?: string;
};

type Row = Record<string, unknown>;

/** Something statements run on: the pool, or one open transaction. */
export type Queryable = {
  /** Runs one statement. A `name` makes it a prepared statement of the connection. */
  readonly query: <T extends object = Row>(
    text: string,
    values?: readonly unknown[],
  ) => Promise<T[]>;
  /** The same connection as a typed query builder; `Tables` are the tables of the calling slice. */
  readonly kysely: <Tables>() => Kysely<Tables>;
};

/** Prepared statement by name, for the message path. */
type Call = <T extends object = Row>(
  name: string,
  text: string,
  values: readonly unknown[],
) => Promise<T[]>;

export type Transaction = Queryable & { readonly call: Call; readonly inTransaction: true };

/** One PostgreSQL schema seen through a pool whose search_path is that schema. */
export type Database = Queryable & {
  readonly schema: string;
  readonly connection: ConnectionSettings;
  readonly call: Call;
  /** Commits when `run` resolves, rolls back when it throws. No network I/O belongs inside. */
  readonly transaction: <T>(run: (tx: Transaction) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

const int8 = 20;
const parsers: pg.CustomTypesConfig = {
  // Row ids and sequences stay far below 2^53; text would make every comparison a trap.
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === int8
      ? Number
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
};

/** Settings of every session of a schema's pool, as PostgreSQL start-up options. */
const sessionOptions = (schema: string) =>
  [
    `search_path=${schema}`,
    'idle_in_transaction_session_timeout=5000',
    'lock_timeout=10000',
    'timezone=UTC',
  ]
    .map((setting) => `-c ${setting}`)
    .join(' ');

/** The pg client settings of one session on a schema; for the few places that need a connection of their own. */
export const sessionConfig = (connection: ConnectionSettings, schema: string): pg.ClientConfig => ({
  ...connection,
  types: parsers,
  options: sessionOptions(schema),
  application_name: `tandem-${schema}`,
});

type Client = Pick<pg.Pool, 'query'>;

const statements = (client: Client): Pick<Database, 'query' | 'call'> => ({
  query: async <T extends object>(text: string, values: readonly unknown[] = []) =>
    (await client.query<T & pg.QueryResultRow>(text, [...values])).rows,
  call: async <T extends object>(name: string, text: string, values: readonly unknown[]) =>
    (await client.query<T & pg.QueryResultRow>({ name, text, values: [...values] })).rows,
});

/** The query builder on the one connection of a transaction. */
const kyselyOn = (client: pg.PoolClient) =>
  new Kysely<Record<string, never>>({
    dialect: new PostgresDialect({
      pool: {
        connect: async () => ({
          query: client.query.bind(client),
          release: () => {},
        }),
        end: async () => {},
      } as unknown as PostgresPool,
    }),
  });

const transactionOn = (client: pg.PoolClient): Transaction => {
  let kysely: Kysely<Record<string, never>> | null = null;
  return {
    ...statements(client),
    kysely<T>() {
      kysely ??= kyselyOn(client);
      return kysely as unknown as Kysely<T>;
    },
    inTransaction: true,
  };
};

/** A connection whose rollback fails is not used again. */
const rollBack = async (client: pg.PoolClient): Promise<void> => {
  try {
    await client.query('rollback');
    client.release();
  } catch (error) {
    client.release(error as Error);
  }
};

/**
 * Opens a pool on one schema.
 * @param max connections of the pool (default 10).
 */
export const createDatabase = (options: {
  connection: ConnectionSettings;
  schema: string;
  log: Log;
  max?: number;
}): Database => {
  const { connection, schema, log, max = 10 } = options;
  const pool = new pg.Pool({
    ...sessionConfig(connection, schema),
    max,
    idleTimeoutMillis: 30_000,
  });
  // A connection that the server ends while idle is replaced by the pool; unhandled it would end the process.
  // A connection that breaks between two statements of a transaction tells it to nobody else; the next statement fails.
  pool.on('connect', (client) => void client.on('error', () => {}));
  let closing = false;
  pool.on('error', (error) => {
    // The error carries the whole client; its message says enough. On the way down a lost connection is no news.
    if (!closing) log.warn({ reason: error.message, schema }, 'idle database connection lost');
  });
  // A connection in use tells its failure twice: to the statement, and as an event that ends the process if unheard.
  pool.on('connect', (client) => client.on('error', () => {}));
  const kysely = new Kysely<Record<string, never>>({ dialect: new PostgresDialect({ pool }) });
  const close = async () => {
    closing = true;
    await kysely.destroy();
    // Kysely ends the pool only if it has used it itself.
    if (!pool.ended) await pool.end();
  };
  return {
    ...statements(pool),
    kysely: <T>() => kysely as unknown as Kysely<T>,
    schema,
    connection,
    async transaction(run) {
      const client = await pool.connect();
      let result: Awaited<ReturnType<typeof run>>;
      try {
        await client.query('begin');
        result = await run(transactionOn(client));
        await client.query('commit');
      } catch (error) {
        await rollBack(client);
        throw error;
      }
      client.release();
      return result;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
};
