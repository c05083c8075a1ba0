import { join } from 'node:path';
import { type Clock, type Log, silentLog, systemClock, systemIds } from '@tandem/kit';
import { testFolder } from '@tandem/kit/testing';
import { type RunningServer, readServerSettings, startServer } from '@tandem/server';
import { type Api, createApi } from './api.ts';

export const adminEmail = 'admin@example.com';
export const adminPassword = 'correct horse battery staple';

export type TestTandem = AsyncDisposable & {
  readonly url: string;
  readonly server: RunningServer;
  /** Organisation of the first run. */
  readonly org: string;
  readonly adminId: string;
  /** Where its database and root key are. */
  readonly dataFolder: string;
  /** Signed in as the administrator. */
  readonly admin: Api;
};

/** Starts a whole Tandem in this process, on a data folder and a port of its own. */
export const startTandem = async (
  env: Record<string, string> = {},
  { clock = systemClock, log = silentLog }: { clock?: Clock; log?: Log } = {},
): Promise<TestTandem> => {
  const folder = await testFolder({ on: 'disk' });
  const dataFolder = join(folder.path, 'data');
  const settings = readServerSettings({
    PORT: '0',
    TANDEM_DATA: dataFolder,
    TANDEM_DEMO: 'off',
    TANDEM_ADMIN_EMAIL: adminEmail,
    TANDEM_ADMIN_PASSWORD: adminPassword,
    ...env,
  });
  const server = await startServer({
    settings,
    clock,
    ids: systemIds,
    log,
  });
  const { firstRun } = server;
  if (!firstRun) throw new Error('the data folder is not new');
  const admin = await createApi(server.url).signIn({
    email: env['TANDEM_ADMIN_EMAIL'] ?? adminEmail,
    password: env['TANDEM_ADMIN_PASSWORD'] ?? adminPassword,
  });
  return {
    url: server.url,
    server,
    org: firstRun.org,
    adminId: firstRun.adminId,
    dataFolder,
    admin,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
};
