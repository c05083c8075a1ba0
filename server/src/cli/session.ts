import { resolve } from 'node:path';
import { createLog, holdsDatabase, type Log } from '@tandem/kit';
import { type DatabaseServer, joinDatabaseServer } from '../compose/database-server.ts';
import { type Databases, migrateSchemas, openDatabases } from '../compose/databases.ts';
import { readServerSettings, type ServerSettings } from '../settings.ts';
import { type CommandRun, UsageError } from './command.ts';

/** What most commands need: the settings and the migrated databases of the installation. */
export type CommandSession = {
  readonly settings: ServerSettings;
  readonly server: DatabaseServer;
  readonly databases: Databases;
  readonly log: Log;
};

/** A command in the wrong folder is told so, instead of working on a new installation. @throws UsageError */
const requireInstallation = ({
  DATABASE_URL,
  TANDEM_DATA: folder,
}: Pick<ServerSettings, 'DATABASE_URL' | 'TANDEM_DATA'>): void => {
  if (DATABASE_URL || holdsDatabase(folder)) return;
  throw new UsageError(
    `There is no installation in ${resolve(folder)}. Name its folder with TANDEM_DATA or its database with DATABASE_URL; a new one begins with: npm start`,
  );
};

/**
 * Runs a command against the installation of the environment, also beside its running server. Only one that `creates`
 * begins a new installation where there is none. @throws UsageError
 */
export const withSession = async (
  { env, err }: Pick<CommandRun, 'env' | 'err'>,
  run: (session: CommandSession) => Promise<number>,
  { creates = false }: { readonly creates?: boolean } = {},
): Promise<number> => {
  const settings = readServerSettings(env);
  if (!creates) requireInstallation(settings);
  const log = createLog({
    level: settings.TANDEM_LOG_LEVEL === 'info' ? 'warn' : settings.TANDEM_LOG_LEVEL,
    destination: process.stderr,
  });
  const server = await joinDatabaseServer(settings, log);
  try {
    await migrateSchemas({
      connection: server.connection,
      halves: settings.TANDEM_HALVES,
      onStep: ({ schema, name, index, total }) =>
        err(`migrating ${schema} ${index}/${total}: ${name}`),
    });
    const databases = openDatabases({ connection: server.connection, log, max: 4 });
    try {
      return await run({ settings, server, databases, log });
    } finally {
      await databases.close();
    }
  } finally {
    await server.close();
  }
};
