import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { superuser } from './cluster.ts';
import { readEngineFile } from './home.ts';
import { liveServer } from './pid-file.ts';
import type { PostgresConnection } from './readiness.ts';

/** The connection of the embedded PostgreSQL that another process runs on the folder, for commands beside a server. */
export async function findRunningPostgres(
  dataDir: string,
): Promise<PostgresConnection | undefined> {
  const folder = await realpath(dataDir).catch(() => dataDir);
  const engine = await readEngineFile(folder);
  if (!engine) return undefined;
  const live = liveServer(join(engine.home ?? folder, 'pg'));
  if (live?.status !== 'ready') return undefined;
  return {
    host: live.socketDir,
    port: live.port,
    user: superuser,
    database: 'postgres',
    password: engine.password,
  };
}
