import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Binaries } from './binaries.ts';
import { superuser } from './cluster.ts';
import type { Home } from './home.ts';
import { liveServer } from './pid-file.ts';
import { postgresErrors } from './postgres.errors.ts';
import { type PostgresConnection, untilReady } from './readiness.ts';
import { adopt, launch, logTail, type ServerProcess, shutDown } from './server-process.ts';
import { asFlags, type Settings } from './settings.ts';

/** All that is needed to bring the server up, again after each unexpected end. */
export type Launcher = {
  readonly home: Home;
  readonly binaries: Binaries;
  readonly settings: Settings;
  readonly socketFolder: string;
  readonly socketPort: number;
  readonly log: Log;
};

export const stopPatienceMs = 30_000;

export type Up = { readonly server: ServerProcess; readonly connection: PostgresConnection };

const connectionAt = (launcher: Launcher, host: string, port: number): PostgresConnection => ({
  host,
  port,
  user: superuser,
  database: 'postgres',
  password: launcher.home.engine.password,
});

const untilGone = async (pgDir: string) => {
  while (liveServer(pgDir)) await delay(5);
};

const wrongPassword = (home: Home) =>
  postgresErrors.startFailed({
    folder: home.path,
    reason: 'the password in engine.json is not that of the database',
  });

/** Takes over a server that is alive on the directory; waits while it is still shutting down. */
async function tryAdopt(launcher: Launcher): Promise<Up | undefined> {
  const { pgDir } = launcher.home;
  const live = liveServer(pgDir);
  if (!live) return undefined;
  if (live.status === 'stopping') {
    await untilGone(pgDir);
    return undefined;
  }
  const server = adopt(launcher.home, live.pid);
  const connection = connectionAt(launcher, live.socketDir, live.port);
  try {
    if (await untilReady({ pgDir, connection, isGone: server.isGone })) {
      launcher.log.info({ pid: live.pid }, 'adopted the running PostgreSQL of this data folder');
      return { server, connection };
    }
  } catch {
    server.release();
    throw wrongPassword(launcher.home);
  }
  server.release();
  return undefined;
}

/** Signs that the remains of a killed server are still going: another attempt will do. */
const passing = /shared memory block|lock file .* already exists|Is another postmaster/;
const passingPatienceMs = 30_000;

async function launchOnce(launcher: Launcher): Promise<Up | string[]> {
  const { home, binaries, settings } = launcher;
  const server = launch(home, binaries.postgres, asFlags(settings));
  const connection = connectionAt(launcher, launcher.socketFolder, launcher.socketPort);
  try {
    const ready = await untilReady({ pgDir: home.pgDir, connection, isGone: server.isGone });
    if (ready) return { server, connection };
  } catch {
    await shutDown(home, server, stopPatienceMs);
    throw wrongPassword(home);
  }
  server.release();
  return logTail(home).slice(-5);
}

const reasonIn = (lines: readonly string[]): string =>
  lines.findLast((line) => /FATAL|PANIC/.test(line)) ?? lines.at(-1) ?? 'no reason was given';

/**
 * Brings the server up: adopts a live one, else starts one. Never a second one on the directory, and
 * postmaster.pid is left to PostgreSQL.
 * @param unwanted aborted when the server is to be stopped after all: nothing is started from then on.
 * @throws postgresErrors.startFailed
 */
export async function bringUp(launcher: Launcher, unwanted?: AbortSignal): Promise<Up> {
  const deadline = performance.now() + passingPatienceMs;
  for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 500)) {
    const adopted = await tryAdopt(launcher);
    if (!adopted) unwanted?.throwIfAborted();
    const up = adopted ?? (await launchOnce(launcher));
    if (!Array.isArray(up)) return up;
    const reason = reasonIn(up);
    if (!passing.test(reason) || performance.now() > deadline) {
      launcher.log.error({ lines: up }, 'PostgreSQL did not start');
      throw postgresErrors.startFailed({ folder: launcher.home.path, reason });
    }
    await delay(waitMs);
  }
}
