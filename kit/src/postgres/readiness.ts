import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { liveServer } from './pid-file.ts';

/** How to reach the embedded database: a unix socket (`host` is its folder). */
export type PostgresConnection = {
  readonly host: string;
  readonly port?: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
};

/** Whether a connection is answered; a wrong password is an answer nobody can wait away. */
export async function answers(connection: PostgresConnection): Promise<boolean> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') throw error;
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Waits until the server on the directory is ready and answers.
 * There is no time limit: replaying the log after a crash may take minutes, and the process is alive.
 * @returns false when the server ended first.
 */
export async function untilReady(options: {
  readonly pgDir: string;
  readonly connection: PostgresConnection;
  readonly isGone: () => boolean;
}): Promise<boolean> {
  while (!options.isGone()) {
    if (liveServer(options.pgDir)?.status === 'ready' && (await answers(options.connection))) {
      return true;
    }
    await delay(5);
  }
  return false;
}
