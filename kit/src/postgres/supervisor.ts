import { setTimeout as delay } from 'node:timers/promises';
import { bringUp, type Launcher, stopPatienceMs, type Up } from './launcher.ts';
import { endServer, shutDown } from './server-process.ts';
import type { PostgresStatus, RunningPostgres } from './start-postgres.ts';

const firstPauseMs = 50;
const longestPauseMs = 10_000;
/** A server that ran this long before it died starts a new series of pauses. */
const steadyMs = 60_000;

/** The pause before the n-th restart (from 0) of a series. */
export const restartPauseMs = (attempt: number): number =>
  Math.min(firstPauseMs * 2 ** attempt, longestPauseMs);

type Supervise = {
  readonly launcher: Launcher;
  readonly up: Up;
  readonly removeSocketFolder: () => Promise<void>;
};

/** Keeps the server running: when it ends by itself it is brought up again, with growing pauses. */
export function supervise({ launcher, up, removeSocketFolder }: Supervise): RunningPostgres {
  const { log, home } = launcher;
  const listeners = new Set<() => void>();
  const stopping = new AbortController();
  let status: PostgresStatus = 'ready';
  let server = up.server;

  const restart = async (attempt: number): Promise<void> => {
    await delay(restartPauseMs(attempt), undefined, { signal: stopping.signal });
    try {
      server = (await bringUp(launcher, stopping.signal)).server;
      status = 'ready';
      log.warn('PostgreSQL is ready again');
    } catch (error) {
      if (stopping.signal.aborted) return;
      log.error({ err: error, attempt }, 'PostgreSQL could not be restarted yet');
      await restart(attempt + 1);
    }
  };

  const keepRunning = async () => {
    for (let attempt = 0; !stopping.signal.aborted; attempt += 1) {
      const since = performance.now();
      await server.gone;
      if (stopping.signal.aborted) return;
      server.release();
      status = 'restarting';
      log.error('PostgreSQL ended unexpectedly; restarting it');
      for (const listener of listeners) queueMicrotask(listener);
      if (performance.now() - since > steadyMs) attempt = 0;
      await restart(attempt);
    }
  };
  const kept = keepRunning().catch((error: unknown) => {
    // stop() cuts a pause short, which ends in its own abort error.
    if (!stopping.signal.aborted) log.error({ err: error }, 'PostgreSQL is not watched any more');
  });

  let stopped: Promise<void> | undefined;
  const stopOnce = async () => {
    stopping.abort();
    await endServer(home.pgDir, stopPatienceMs);
    await kept;
    // A restart that was under way may have brought up a server meanwhile.
    await shutDown(home, server, stopPatienceMs);
    status = 'stopped';
    await removeSocketFolder();
  };
  const stop = () => {
    stopped ??= stopOnce();
    return stopped;
  };

  return {
    connection: up.connection,
    version: launcher.binaries.version,
    status: () => status,
    onExit(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
