import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog, systemClock, systemIds } from '@tandem/kit';
import { readServerSettings } from '../settings.ts';
import { startServer } from '../start-server.ts';

/** Starts a whole server on a folder of its own and answers what it has mounted. */
export const mountedOperations = async (): Promise<ReadonlySet<string>> => {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-docs-'));
  try {
    await using server = await startServer({
      settings: readServerSettings({
        PORT: '0',
        TANDEM_DATA: join(folder, 'data'),
        TANDEM_DEMO: 'off',
      }),
      clock: systemClock,
      ids: systemIds,
      log: silentLog,
    });
    return server.operations;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
