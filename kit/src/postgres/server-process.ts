import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { asAccount } from './account.ts';
import type { Home } from './home.ts';
import { isPostgresOn, liveServer } from './pid-file.ts';

/** A running server process: launched by us, or adopted from a Tandem that was killed. */
export type ServerProcess = {
  readonly kind: 'launched' | 'adopted';
  /** Settles when the server is gone. */
  readonly gone: Promise<void>;
  readonly isGone: () => boolean;
  /** Lets go of the pipe that ties the server's life to ours; call it when the server is gone. */
  readonly release: () => void;
};

/**
 * The server ends with us: a helper shell reads from a pipe of ours, and when the pipe closes (however we end)
 * it asks the server for a fast shutdown. The outer shell ends with the server, so its exit is the server's.
 */
const launchScript = `umask 077
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
( read -r _ <&3; kill -INT "$server" ) &
helper=$!
exec 3<&-
wait "$server"
status=$?
kill "$helper" 2>/dev/null
exit "$status"`;

const adoptScript = 'read -r _; kill -INT "$1"';

const logLimit = 5 * 1024 * 1024;
const logFile = (home: Home) => join(home.path, 'postgres.log');

const openLog = (home: Home): number => {
  const path = logFile(home);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > logLimit) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
};

/** The last lines that the server wrote: why it did not start. */
export const logTail = (home: Home): string[] => {
  try {
    const text = readFileSync(logFile(home), 'utf8').slice(-4000);
    return text.trim().split('\n').slice(-20);
  } catch {
    return [];
  }
};

const track = (child: ChildProcess) => {
  let over = false;
  // The pipe breaks when the shell ends first; that is the normal end, not an error.
  child.stdin?.on('error', () => {});
  const gone = new Promise<void>((resolve) => {
    const end = () => {
      over = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  return { gone, isGone: () => over, release: () => void child.stdin?.destroy() };
};

/** Starts the server on the cluster of `home`. */
export function launch(home: Home, postgres: string, flags: readonly string[]): ServerProcess {
  const log = openLog(home);
  try {
    const command = [postgres, '-D', home.pgDir, ...flags];
    const child = spawn('/bin/sh', ['-c', launchScript, 'sh', ...command], {
      ...asAccount(home.account),
      cwd: '/',
      // The server ignores its ancestors' ids in a stale pid file, so it is told ours.
      env: { LC_ALL: 'C', PG_GRANDPARENT_PID: String(process.pid) },
      detached: true,
      stdio: ['pipe', log, log],
    });
    return { kind: 'launched', ...track(child) };
  } finally {
    closeSync(log);
  }
}

/** Takes over a live server, so that it ends with us like one that we launched. */
export function adopt(home: Home, pid: number): ServerProcess {
  const child = spawn('/bin/sh', ['-c', adoptScript, 'sh', String(pid)], {
    ...asAccount(home.account),
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const helper = track(child);
  let over = false;
  const watch = async () => {
    while (isPostgresOn(pid, home.pgDir)) await delay(100);
    over = true;
  };
  const release = () => {
    // A plain end of the pipe would make the helper signal a process id that may be another's by now.
    child.kill('SIGKILL');
    helper.release();
  };
  return { kind: 'adopted', gone: watch(), isGone: () => over, release };
}

const signalServer = (pid: number, signal: NodeJS.Signals) => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/**
 * Asks whatever server is alive on the directory for a fast shutdown and waits for it, also when the shell that started
 * it is gone; after `patienceMs` it is made to end at once.
 */
export async function endServer(pgDir: string, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  let sent: NodeJS.Signals | undefined;
  for (let live = liveServer(pgDir); live; live = liveServer(pgDir)) {
    const signal = performance.now() < deadline ? 'SIGINT' : 'SIGQUIT';
    if (signal !== sent) signalServer(live.pid, signal);
    sent = signal;
    await delay(2);
  }
}

/** Ends the server and everything that was started for it. */
export async function shutDown(home: Home, server: ServerProcess, patienceMs: number) {
  await endServer(home.pgDir, patienceMs);
  // A server too young to be known by its pid file ends with the pipe.
  server.release();
  await server.gone;
}
