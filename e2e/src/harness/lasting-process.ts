import { join } from 'node:path';
import { type Api, createApi } from './api.ts';
import { type ServerProcess, startProcess } from './server-process.ts';
import { adminEmail, adminPassword } from './tandem.ts';

/** A process on a data folder, and its administrator. */
export type LastingProcess = { readonly server: ServerProcess; readonly admin: Api };

/** Starts a process on the folder, whether or not one ran on it before, and signs the administrator in. */
export const launchOn = async (folder: string, port = '0'): Promise<LastingProcess> => {
  const server = await startProcess({
    TANDEM_DATA: join(folder, 'data'),
    TANDEM_ADMIN_EMAIL: adminEmail,
    TANDEM_ADMIN_PASSWORD: adminPassword,
    PORT: port,
  });
  const admin = await createApi(server.url).signIn({ email: adminEmail, password: adminPassword });
  return { server, admin };
};

/** As by a power cut, and up again at the same address. */
export const powerCut = async (folder: string, server: ServerProcess): Promise<LastingProcess> => {
  server.signal('SIGKILL');
  await server.exited;
  return launchOn(folder, String(server.port));
};
