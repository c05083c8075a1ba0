import { existsSync } from 'node:fs';
import type { Log } from '../log.ts';
import { candidates, findBinaries } from './binaries.ts';
import { clusterMajor, ensureCluster } from './cluster.ts';
import { type Home, openHome } from './home.ts';
import { bringUp, type Launcher } from './launcher.ts';
import { liveServer } from './pid-file.ts';
import { postgresErrors } from './postgres.errors.ts';
import type { PostgresConnection } from './readiness.ts';
import { type Settings, serverSettings } from './settings.ts';
import { makeSocketFolder, socketPort } from './socket-folder.ts';
import { supervise } from './supervisor.ts';

export type PostgresStatus = 'ready' | 'restarting' | 'stopped';

export type StartPostgres = {
  /** Tandem's data folder; made when missing. */
  readonly dataDir: string;
  readonly log: Log;
  /** Folder of postgres and initdb; default TANDEM_PG_BIN, then the npm package, then PATH. */
  readonly binDir?: string;
  /** Settings that win over the launcher's own; for tests. */
  readonly settings?: Settings;
  /** Parent of the folder used when root's data folder cannot be reached by the account of PostgreSQL. */
  readonly otherHomes?: string;
};

/** The embedded PostgreSQL, kept running until `stop`. */
export type RunningPostgres = AsyncDisposable & {
  /** Stays the same over restarts. */
  readonly connection: PostgresConnection;
  /** PostgreSQL's version, such as "18.4". */
  readonly version: string;
  readonly status: () => PostgresStatus;
  /** Calls back each time the server ends unexpectedly; returns how to take the listener off. */
  readonly onExit: (listener: () => void) => () => void;
  /** Fast shutdown; close the pools first. Safe to call twice. */
  readonly stop: () => Promise<void>;
};

const prepare = async (options: StartPostgres, home: Home) => {
  const binDir = options.binDir ?? process.env['TANDEM_PG_BIN'];
  const binaries = await findBinaries({
    candidates: candidates(binDir || undefined, process.env['PATH'] ?? ''),
    use: { account: home.account, home: home.path },
    wanted: await clusterMajor(home),
  });
  await ensureCluster(binaries, home);
  return binaries;
};

/**
 * Starts the embedded PostgreSQL of a data folder, or adopts the one a killed Tandem left behind. It listens on a
 * unix socket only, ends with this process however that ends, and is restarted when it dies. The caller holds the
 * folder's lock (`lockDataFolder`).
 * @throws PublicError with one line for the operator; see postgresErrors.
 */
export async function startPostgres(options: StartPostgres): Promise<RunningPostgres> {
  if (process.platform === 'win32' || !existsSync('/bin/sh')) {
    throw postgresErrors.platformUnsupported({ platform: process.platform });
  }
  const { dataDir, log, otherHomes = '/var/lib' } = options;
  const home = await openHome({ dataDir, log, otherHomes });
  const binaries = await prepare(options, home);
  const folder = await makeSocketFolder({
    home: home.path,
    account: home.account,
    inUse: liveServer(home.pgDir)?.socketDir,
  });
  const own = serverSettings({ major: binaries.major, socketFolder: folder.path });
  const launcher: Launcher = {
    home,
    binaries,
    settings: { ...own, ...options.settings },
    socketFolder: folder.path,
    socketPort: Number(options.settings?.['port'] ?? socketPort),
    log,
  };
  try {
    const up = await bringUp(launcher);
    return supervise({ launcher, up, removeSocketFolder: folder.remove });
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
