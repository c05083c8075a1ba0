import { join } from 'node:path';
import { silentLog, systemClock, systemIds } from '@tandem/kit';
import { testFolder } from '@tandem/kit/testing';
import { readServerSettings } from '../settings.ts';
import { startServer } from '../start-server.ts';

/** Starts a whole server on a folder of its own and answers what it has mounted. */
export const mountedOperations = async (): Promise<ReadonlySet<string>> => {
  await using folder = await testFolder();
  await using server = await startServer({
    settings: readServerSettings({
      PORT: '0',
      TANDEM_DATA: join(folder.path, 'data'),
      TANDEM_DEMO: 'off',
    }),
    clock: systemClock,
    ids: systemIds,
    log: silentLog,
  });
  return server.operations;
};
