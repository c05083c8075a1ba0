import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ConnectionSettings,
  createDatabase,
  findRunningPostgres,
  silentLog,
} from '@tandem/kit';
import { until } from './waiting.ts';

const runningOn = (dataFolder: string) =>
  until('the PostgreSQL of the data folder', () => findRunningPostgres(dataFolder));

/** Process id of the PostgreSQL of a data folder, as its socket's lock file tells it. */
export const postgresPid = async (dataFolder: string): Promise<number> => {
  const { host, port } = await runningOn(dataFolder);
  const lock = await readFile(join(host, `.s.PGSQL.${port}.lock`), 'utf8');
  return Number(lock.split('\n')[0]);
};

/** How to reach the PostgreSQL of a data folder. */
export const connectionOf = async (dataFolder: string): Promise<ConnectionSettings> =>
  await runningOn(dataFolder);

/** The gateway's tables, for what no operation of the wire tells. */
export const openGatewayTables = (connection: ConnectionSettings) =>
  createDatabase({ connection, schema: 'gateway', log: silentLog, max: 2 });

/** The platform's tables, for what no operation of the wire tells. */
export const openPlatformTables = (connection: ConnectionSettings) =>
  createDatabase({ connection, schema: 'platform', log: silentLog, max: 2 });
