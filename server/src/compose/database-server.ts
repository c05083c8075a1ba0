import {
  type ConnectionSettings,
  dataFolderHolder,
  findRunningPostgres,
  type Log,
  lockDataFolder,
  type PostgresStatus,
  PublicError,
  startPostgres,
} from '@tandem/kit';
import type { ServerSettings } from '../settings.ts';

/** The PostgreSQL of an installation: the embedded one, or the one of DATABASE_URL. */
export type DatabaseServer = {
  readonly connection: ConnectionSettings;
  readonly embedded: boolean;
  /** `restarting` while the embedded server is being brought back after it died. */
  readonly status: () => PostgresStatus;
  readonly close: () => Promise<void>;
};

type Wanted = Pick<ServerSettings, 'DATABASE_URL' | 'TANDEM_DATA' | 'TANDEM_PG_BIN'>;

const external = (connectionString: string): DatabaseServer => ({
  connection: { connectionString },
  embedded: false,
  status: () => 'ready',
  close: async () => {},
});

/** For the serving process: holds the data folder alone. @throws PublicError with one line for the operator. */
export const openDatabaseServer = async (settings: Wanted, log: Log): Promise<DatabaseServer> => {
  if (settings.DATABASE_URL) return external(settings.DATABASE_URL);
  const lock = lockDataFolder(settings.TANDEM_DATA);
  try {
    const postgres = await startPostgres({
      dataDir: settings.TANDEM_DATA,
      log,
      ...(settings.TANDEM_PG_BIN ? { binDir: settings.TANDEM_PG_BIN } : {}),
    });
    return {
      connection: postgres.connection,
      embedded: true,
      status: postgres.status,
      async close() {
        await postgres.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
};

/** For a command: joins the database of a running server, or starts it for as long as the command takes. */
export const joinDatabaseServer = async (settings: Wanted, log: Log): Promise<DatabaseServer> => {
  if (settings.DATABASE_URL) return external(settings.DATABASE_URL);
  if (!dataFolderHolder(settings.TANDEM_DATA)) return openDatabaseServer(settings, log);
  const connection = await findRunningPostgres(settings.TANDEM_DATA);
  if (!connection) {
    throw new PublicError({
      status: 503,
      code: 'database.starting',
      message: 'The server of this data folder is starting or stopping. Try again in a moment.',
    });
  }
  return { connection, embedded: true, status: () => 'ready', close: async () => {} };
};
