import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { PostgresConnection } from './index.ts';

export const isRoot = process.getuid?.() === 0;

type Told = {
  readonly pid: number;
  readonly error?: string;
  readonly connection: PostgresConnection;
};
export type TandemProcess = AsyncDisposable & {
  readonly told: Told;
  readonly kill: () => Promise<void>;
};

const endOf = async (child: ChildProcess) => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};

/** Starts another Tandem process on the folder, optionally as another user, and waits for what it tells. */
export async function startTandem(
  what: 'lock' | 'postgres',
  dataDir: string,
  user: { uid?: number; gid?: number } = {},
): Promise<TandemProcess> {
  const script = fileURLToPath(new URL('tandem-process.fixture.ts', import.meta.url));
  const child = spawn(process.execPath, [script, what, dataDir], {
    ...user,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => {});
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const kill = async () => {
    child.kill('SIGKILL');
    await endOf(child);
  };
  return { told: JSON.parse(line) as Told, kill, [Symbol.asyncDispose]: kill };
}

/** Runs one statement on a connection of its own. */
export async function ask<T extends pg.QueryResultRow>(
  connection: PostgresConnection,
  sql: string,
): Promise<T[]> {
  const client = new pg.Client({ ...connection });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Waits until the condition holds; the test's own time limit ends a wait in vain. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}

/** The shells that keep a server tied to its Tandem: its ancestors and their other children below `root`. */
export const shellsOf = (server: number, root: number): number[] => {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // The process ended while we were looking.
    }
  }
  const shell = parents.get(server);
  if (shell === undefined || parents.get(shell) !== root) return [];
  const helpers = [...parents].filter(([pid, parent]) => parent === shell && pid !== server);
  return [shell, ...helpers.map(([pid]) => pid)];
};
