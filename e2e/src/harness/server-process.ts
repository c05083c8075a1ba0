import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../server/src/main.ts', import.meta.url));

/** A Tandem process as an operator starts it. */
export type ServerProcess = {
  readonly url: string;
  readonly port: number;
  readonly startMs: number;
  /** Ends when the process has. */
  readonly exited: Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** What it wrote to standard error, the last lines. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

const keptLines = 200;

const readLog = (child: ChildProcess) => {
  const lines: string[] = [];
  if (child.stderr)
    createInterface({ input: child.stderr }).on('line', (line) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
    });
  return () => lines.join('\n');
};

const readyAt = (child: ChildProcess, log: () => string) =>
  new Promise<string>((resolve, reject) => {
    child.once('exit', (code, signal) =>
      reject(new Error(`Tandem ended (${code ?? signal}) before it was ready\n${log()}`)),
    );
    if (child.stdout)
      createInterface({ input: child.stdout }).on('line', (line) => {
        const found = /ready at (http:\S+)/.exec(line);
        if (found?.[1]) resolve(found[1]);
      });
  });

/** Ends the process when this one is gone, however it went: a worker that is broken off runs no exit handler. */
const guard = (child: ChildProcess) => {
  const script = 'read -r _; kill -KILL "$1"';
  const guarding = spawn('/bin/sh', ['-c', script, 'sh', String(child.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  return () => void guarding.kill('SIGKILL');
};

/** Starts `tandem start` with these settings and waits until it says that it is ready. */
export const startProcess = async (env: Record<string, string>): Promise<ServerProcess> => {
  const started = performance.now();
  const child = spawn(process.execPath, [main, 'start', '--skip-build'], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PORT: '0',
      TANDEM_DEMO: 'off',
      TANDEM_RATE_LIMIT: '0',
      TANDEM_WEBHOOK_PORT_RULE: 'any',
      TANDEM_EGRESS_ALLOW: '127.0.0.1',
      TANDEM_LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const unguard = guard(child);
  void exited.then(unguard);
  const log = readLog(child);
  const url = await readyAt(child, log);
  const signal = (name: NodeJS.Signals) => void child.kill(name);
  return {
    url,
    port: Number(new URL(url).port),
    startMs: performance.now() - started,
    exited,
    signal,
    log,
    async stop() {
      signal('SIGTERM');
      await exited;
    },
  };
};
