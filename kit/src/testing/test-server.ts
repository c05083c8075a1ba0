import { access, constants, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionSettings } from '../database/database.ts';
import { silentLog } from '../log.ts';
import { startPostgres } from '../postgres/start-postgres.ts';

/** Names the PostgreSQL of a test run to its workers and to processes that tests start. */
export const testPostgresVariable = 'TANDEM_TEST_POSTGRES';

const prefix = 'tandem-test-';

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

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Removes what runs left behind that were killed. */
const removeLeftovers = async (parent: string) => {
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split('-')[0]) : 0;
    if (pid > 0 && !isAlive(pid))
      await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
};

const memory = '/dev/shm';
const roomy = 4 * 1024 ** 3;

/**
 * Memory where there is plenty, else the temporary folder. A database is hundreds of small files, and ext4 is slow to
 * make files where others were deleted moments ago: 0.5 s a database against 0.02 s.
 */
const quickFolder = async (): Promise<string> => {
  try {
    await access(memory, constants.W_OK);
    const { bavail, bsize } = await statfs(memory);
    return bavail * bsize >= roomy ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
};

/** Starts the PostgreSQL of a test run in a folder that is removed with it. */
export async function startTestServer(): Promise<
  AsyncDisposable & { readonly connection: ConnectionSettings }
> {
  const parent = await quickFolder();
  await removeLeftovers(parent);
  const dataDir = await mkdtemp(join(parent, `${prefix}${process.pid}-`));
  const server = await startPostgres({ dataDir, log: silentLog, settings: quick });
  return {
    connection: server.connection,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
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
