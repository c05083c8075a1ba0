import { join } from 'node:path';
import { testFolder } from '@tandem/kit/testing';
import { type ServerProcess, startProcess } from '../harness/server-process.ts';
import { adminEmail, adminPassword } from '../harness/tandem.ts';

/** A Tandem process with the demo, on a data folder that outlives it. */
export type Site = AsyncDisposable & {
  readonly url: string;
  /** Ends the process without a warning. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same data folder and port. */
  readonly restart: () => Promise<void>;
};

/** Starts what `npm start` starts, with the settings an operator has who set none. */
export const startSite = async (): Promise<Site> => {
  const folder = await testFolder({ on: 'disk' });
  const env = {
    TANDEM_DATA: join(folder.path, 'data'),
    TANDEM_DEMO: 'on',
    TANDEM_ADMIN_EMAIL: adminEmail,
    TANDEM_ADMIN_PASSWORD: adminPassword,
    TANDEM_RATE_LIMIT: '300',
    TANDEM_WEBHOOK_PORT_RULE: '443',
    TANDEM_EGRESS_ALLOW: '',
  };
  let running: ServerProcess = await startProcess(env);
  const { url, port } = running;
  return {
    url,
    async kill() {
      running.signal('SIGKILL');
      await running.exited;
    },
    async restart() {
      running = await startProcess({ ...env, PORT: String(port) });
    },
    async [Symbol.asyncDispose]() {
      await running.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
};
