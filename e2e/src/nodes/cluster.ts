import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Database, silentLog, startPostgres } from '@tandem/kit';
import { testFolder } from '@tandem/kit/testing';
import { type Api, createApi } from '../harness/api.ts';
import { openPlatformTables } from '../harness/postgres-of.ts';
import { type ServerProcess, startProcess } from '../harness/server-process.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../harness/webhook-receiver.ts';

/** Nodes that share one PostgreSQL, none of which owns it. */
export type Cluster = AsyncDisposable & {
  /** The nodes to be asked at the moment; tests take nodes out and put others in. */
  readonly nodes: ServerProcess[];
  readonly addNode: () => Promise<ServerProcess>;
  readonly admin: Api;
  readonly receiver: WebhookReceiver;
  readonly tables: Database;
};

const email = 'admin@example.com';
const password = 'correct horse battery staple';

const startDatabase = async () => {
  const folder = await testFolder({ on: 'disk' });
  const postgres = await startPostgres({ dataDir: join(folder.path, 'data'), log: silentLog });
  const { host, port, user, password: secret = '', database } = postgres.connection;
  const query = new URLSearchParams({ host, ...(port ? { port: String(port) } : {}) });
  return {
    connection: postgres.connection,
    url: `postgres://${user}:${encodeURIComponent(secret)}@/${database}?${query}`,
    async [Symbol.asyncDispose]() {
      await postgres.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
};

/** As short as a lease may be: tests wait for its end. */
const lease = { TANDEM_LEASE_TIME: '12', TANDEM_LEASE_RENEWAL: '1' };

/** Starts PostgreSQL, a first node that makes the organisation, and a second one. */
export const startCluster = async (): Promise<Cluster> => {
  await using cleanup = new AsyncDisposableStack();
  const database = cleanup.use(await startDatabase());
  const receiver = cleanup.use(await startWebhookReceiver());
  const env = {
    DATABASE_URL: database.url,
    TANDEM_ROOT_KEY: randomBytes(32).toString('base64'),
    TANDEM_ADMIN_EMAIL: email,
    TANDEM_ADMIN_PASSWORD: password,
    ...lease,
  };
  const nodes: ServerProcess[] = [];
  const started: ServerProcess[] = [];
  cleanup.defer(async () => {
    for (const node of started) {
      // One that a failed test left paused would not hear that it should stop.
      node.signal('SIGCONT');
      await node.stop();
    }
  });
  const addNode = async () => {
    const node = await startProcess(env);
    started.push(node);
    nodes.push(node);
    return node;
  };
  const first = await addNode();
  await addNode();
  const admin = await createApi(first.url).signIn({ email, password });
  const tables = cleanup.use(openPlatformTables(database.connection));
  const moved = cleanup.move();
  return {
    nodes,
    addNode,
    admin,
    receiver,
    tables,
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
};

/** How many partitions each node holds, the largest share first. */
export const shares = async (tables: Database): Promise<readonly number[]> => {
  const rows = await tables.query<{ parts: number }>(
    `select count(*) as parts from lease where until > now() and owner is not null
     group by owner order by parts desc, owner`,
  );
  return rows.map(({ parts }) => parts);
};

/** The same caller at another node. */
export const at = (node: ServerProcess, { token }: Api): Api =>
  createApi(node.url).withToken(token);
