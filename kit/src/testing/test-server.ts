import type { ConnectionSettings } from '../database/database.ts';
import { silentLog } from '../log.ts';
import { startPostgres } from '../postgres/start-postgres.ts';
import { testFolder } from './test-folder.ts';

/** Names the PostgreSQL of a test run to its workers and to processes that tests start. */
export const testPostgresVariable = 'TANDEM_TEST_POSTGRES';

/** A test server forgets on a power cut, which is what makes it quick. */
const quick = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '300',
  checkpoint_timeout: '1h',
  max_wal_size: '256MB',
  wal_init_zero: 'off',
  shared_buffers: '64MB',
  autovacuum: 'off',
} as const;

/** Starts the PostgreSQL of a test run in a folder that is removed with it. */
export async function startTestServer(): Promise<
  AsyncDisposable & { readonly connection: ConnectionSettings; readonly folder: string }
> {
  const folder = await testFolder();
  const server = await startPostgres({ dataDir: folder.path, log: silentLog, settings: quick });
  return {
    connection: server.connection,
    folder: folder.path,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/**
 * The connection of the test run's PostgreSQL.
 * @throws Error outside a run that has the global setup.
 */
export const testConnection = (): ConnectionSettings => {
  const text = process.env[testPostgresVariable];
  if (!text)
    throw new Error(`${testPostgresVariable} is not set: run through Vitest's global setup`);
  return JSON.parse(text) as ConnectionSettings;
};
