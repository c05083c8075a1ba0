import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import pg from 'pg';
import type { Log } from '../log.ts';
import type { Outages } from './outages.ts';
import { createKeptPlans, isStalePlan, type KeptPlans, StaleTransaction } from './stale-plans.ts';
import { asDatabaseError, isDatabaseUnavailable } from './unavailable.ts';

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
  /** Runs one statement. */
  readonly query: <T extends object = Row>(
    text: string,
    values?: readonly unknown[],
  ) => Promise<T[]>;
  /** Runs a statement of the message path: each connection parses and plans it once, under its `name`. */
  readonly call: <T extends object = Row>(
    name: string,
    text: string,
    values?: readonly unknown[],
  ) => Promise<T[]>;
  /** The same connection as a typed query builder; `Tables` are the tables of the calling slice. */
  readonly kysely: <Tables>() => Kysely<Tables>;
};

export type Transaction = Queryable & { readonly inTransaction: true };

export type TransactionOptions = {
  /** For work that may take long: no statement is cut off. */
  readonly unhurried?: boolean;
};

/** One PostgreSQL schema seen through a pool whose search_path is that schema. */
export type Database = Queryable & {
  readonly schema: string;
  readonly connection: ConnectionSettings;
  /**
   * Commits when `run` resolves, rolls back when it throws. No network I/O belongs inside.
   * @throws StaleTransaction where a migration has changed what a kept statement answers: whoever can runs it again
   */
  readonly transaction: <T>(
    run: (tx: Transaction) => Promise<T>,
    options?: TransactionOptions,
  ) => Promise<T>;
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

/** How long the database may keep a caller waiting. */
export type DatabasePatience = {
  /** For a connection, whether a new one or a free one of the pool. */
  readonly connectMs: number;
  /** For one statement; none means that a statement may take as long as it takes. */
  readonly statementMs?: number;
};

const defaultConnectMs = 5_000;
/** A server that is alive cuts a statement off by itself; one that hangs is given up this much later. */
const graceMs = 1_000;

/** The pg client settings of one session on a schema; for the few places that need a connection of their own. */
export const sessionConfig = (
  connection: ConnectionSettings,
  schema: string,
  patience: DatabasePatience = { connectMs: defaultConnectMs },
): pg.ClientConfig => ({
  ...connection,
  types: parsers,
  options: sessionOptions(schema),
  application_name: `tandem-${schema}`,
  connectionTimeoutMillis: patience.connectMs,
  // A peer that vanished without a word is noticed by the system, not by the next caller.
  keepAlive: true,
  ...(patience.statementMs === undefined
    ? {}
    : {
        statement_timeout: patience.statementMs,
        query_timeout: patience.statementMs + graceMs,
      }),
});

/** Hears how every statement ended, and names the failures in which the database was away. */
type Watch = <T>(ending: Promise<T>) => Promise<T>;

const createWatch =
  (outages: Outages | undefined): Watch =>
  async (ending) => {
    try {
      const result = await ending;
      outages?.answered();
      return result;
    } catch (error) {
      const known = asDatabaseError(error);
      if (isDatabaseUnavailable(known)) outages?.failed(known as Error);
      throw known;
    }
  };

type Client = {
  readonly query: <T extends pg.QueryResultRow>(
    text: string | pg.QueryConfig,
    values?: unknown[],
  ) => Promise<pg.QueryResult<T>>;
};

const watchedClient = (client: pg.Pool | pg.PoolClient, watch: Watch, limit?: number): Client => ({
  query: <T extends pg.QueryResultRow>(statement: string | pg.QueryConfig, values?: unknown[]) => {
    if (limit === undefined) return watch(client.query<T>(statement, values));
    const config = typeof statement === 'string' ? { text: statement } : statement;
    const patient: pg.QueryConfig & { query_timeout: number } = {
      ...config,
      ...(values ? { values } : {}),
      query_timeout: limit,
    };
    return watch(client.query<T>(patient));
  },
});

type Statements = Pick<Queryable, 'query' | 'call'>;

const statements = (client: Client): Statements => ({
  query: async <T extends object>(text: string, values: readonly unknown[] = []) =>
    (await client.query<T & pg.QueryResultRow>(text, [...values])).rows,
  call: async <T extends object>(name: string, text: string, values: readonly unknown[] = []) =>
    (await client.query<T & pg.QueryResultRow>({ name, text, values: [...values] })).rows,
});

/** Outside of transactions a statement whose plan is stale runs unprepared: it was refused before it did anything. */
const statementsOfPool = (client: Client, plans: KeptPlans): Statements => {
  const { query, call } = statements(client);
  return {
    query,
    call: <T extends object>(name: string, text: string, values?: readonly unknown[]) =>
      call<T>(name, text, values).catch((error: unknown) => {
        if (!isStalePlan(error)) throw error;
        plans.expire();
        return query<T>(text, values);
      }),
  };
};

/** The query builder on what `connect` hands out. */
const kyselyOn = (connect: () => Promise<Client & { release: () => void }>) =>
  new Kysely<Record<string, never>>({
    dialect: new PostgresDialect({
      pool: { connect, end: async () => {} } as unknown as PostgresPool,
    }),
  });

const transactionOn = (client: Client): Transaction => {
  let kysely: Kysely<Record<string, never>> | null = null;
  return {
    ...statements(client),
    kysely<T>() {
      kysely ??= kyselyOn(async () => ({ ...client, release: () => {} }));
      return kysely as unknown as Kysely<T>;
    },
    inTransaction: true,
  };
};

/** A connection that broke, hangs or holds stale plans is not used again, nor one whose rollback fails. */
const rollBack = async (client: pg.PoolClient, failure: unknown): Promise<void> => {
  if (isDatabaseUnavailable(failure) || isStalePlan(failure)) return client.release(true);
  try {
    await client.query('rollback');
    client.release();
  } catch (error) {
    client.release(error as Error);
  }
};

/** The longest a timer can be set to: as good as none. */
const noLimitMs = 2 ** 31 - 1;

type OpenDatabase = {
  readonly connection: ConnectionSettings;
  readonly schema: string;
  readonly log: Log;
  readonly max?: number;
  readonly patience?: DatabasePatience;
  readonly outages?: Outages;
};

const openPool = ({ connection, schema, log, max = 10, patience, outages }: OpenDatabase) => {
  const pool = new pg.Pool({
    ...sessionConfig(connection, schema, patience),
    max,
    idleTimeoutMillis: 30_000,
  });
  // A connection that the server ends while idle is replaced by the pool; unhandled it would end the process.
  // A connection that breaks between two statements of a transaction tells it to nobody else; the next statement fails.
  // A connection in use tells its failure twice: to the statement, and as an event that ends the process if unheard.
  pool.on('connect', (client) => void client.on('error', () => {}));
  pool.on('error', (error) => {
    // The error carries the whole client; its message says enough. On the way down a lost connection is no news.
    if (pool.ending) return;
    if (outages) outages.failed(error);
    else log.warn({ reason: error.message, schema }, 'idle database connection lost');
  });
  return pool;
};

/** A connection whose kept plans are none from before the last that was found stale. */
const connect = async (pool: pg.Pool, plans: KeptPlans): Promise<pg.PoolClient> => {
  for (;;) {
    const client = await pool.connect();
    if (plans.areOf(client)) return client;
    client.release(true);
  }
};

const createTransaction = (
  pool: pg.Pool,
  watch: Watch,
  plans: KeptPlans,
): Database['transaction'] => {
  return async (run, { unhurried = false } = {}) => {
    const client = await watch(connect(pool, plans));
    const watched = watchedClient(client, watch, unhurried ? noLimitMs : undefined);
    let result: Awaited<ReturnType<typeof run>>;
    try {
      await watched.query('begin');
      if (unhurried) await watched.query('set local statement_timeout = 0');
      result = await run(transactionOn(watched));
      await watched.query('commit');
    } catch (error) {
      await rollBack(client, error);
      if (!isStalePlan(error)) throw error;
      plans.expire();
      throw new StaleTransaction(error as Error);
    }
    client.release();
    return result;
  };
};

/**
 * Opens a pool on one schema. Statements reject with `DatabaseUnavailable` when the database is away.
 * @param options.max connections of the pool (default 10).
 * @param options.patience default: 5 s for a connection, no limit for statements.
 * @param options.outages told of every statement that finds the database away, and of the first that does not.
 */
export const createDatabase = (options: OpenDatabase): Database => {
  const { connection, schema, outages } = options;
  const pool = openPool(options);
  const watch = createWatch(outages);
  const plans = createKeptPlans();
  pool.on('connect', plans.add);
  const kysely = kyselyOn(async () => {
    const client = await watch(pool.connect());
    const watched = watchedClient(client, watch);
    let broken = false;
    return {
      async query(statement, values) {
        try {
          return await watched.query(statement, values);
        } catch (error) {
          broken = isDatabaseUnavailable(error);
          throw error;
        }
      },
      release: () => client.release(broken),
    };
  });
  const close = async () => {
    await kysely.destroy();
    if (!pool.ended) await pool.end();
  };
  return {
    ...statementsOfPool(watchedClient(pool, watch), plans),
    kysely: <T>() => kysely as unknown as Kysely<T>,
    schema,
    connection,
    transaction: createTransaction(pool, watch, plans),
    close,
    [Symbol.asyncDispose]: close,
  };
};
