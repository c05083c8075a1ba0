import { setTimeout as delay } from 'node:timers/promises';
import type { Queryable } from '../database/database.ts';

type Wanted = {
  /** How many have to wait; 1. */
  readonly count?: number;
  /** Only sessions with a statement like this (SQL `like`) count. */
  readonly statement?: string;
  /** Looks, 2 ms apart. */
  readonly looks?: number;
};

/**
 * Resolves once sessions of the database wait for a lock that somebody else holds, so that what they do meets what is
 * done next.
 * @throws if nobody does for long
 */
export const untilLockedOut = async (
  db: Queryable,
  { count = 1, statement = '%', looks = 2_500 }: Wanted = {},
): Promise<void> => {
  for (let look = 0; look < looks; look += 1) {
    const waiting = await db.query(
      `select from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like $1`,
      [statement],
    );
    if (waiting.length >= count) return;
    await delay(2);
  }
  throw new Error(`fewer than ${count} wait for a lock`);
};
