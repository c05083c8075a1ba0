import { setTimeout as delay } from 'node:timers/promises';
import { dataFolderHolder } from '@tandem/kit';
import { readServerSettings } from '../../settings.ts';
import type { Command } from '../command.ts';

const waitMs = 30_000;
const lookMs = 50;

export const stopCommand: Command = {
  name: 'stop',
  summary: 'stop the server of this data folder',
  usage: 'stop',
  help: `
Asks the server that holds the data folder (TANDEM_DATA) to stop, and waits until it and its database have. With
DATABASE_URL there is no data folder: stop each node where it runs, with Ctrl-C or SIGTERM.`,
  options: {},
  async run({ env, out, err }) {
    const { TANDEM_DATA: folder, DATABASE_URL: external } = readServerSettings(env);
    if (external) {
      err('With DATABASE_URL each node is stopped where it runs: Ctrl-C or SIGTERM.');
      return 1;
    }
    const holder = dataFolderHolder(folder);
    if (!holder) {
      out(`No server runs on ${folder}.`);
      return 0;
    }
    process.kill(holder.pid, 'SIGTERM');
    for (let waited = 0; waited < waitMs; waited += lookMs) {
      if (!dataFolderHolder(folder)) {
        out('Stopped.');
        return 0;
      }
      await delay(lookMs);
    }
    err(`The server (process ${holder.pid}) is still stopping after ${waitMs / 1000} seconds.`);
    return 1;
  },
};
