import type { Database, Transaction } from '@tandem/kit';

/** Waits until so many others wait for a lock. */
const untilWaiting = async (db: Database, count: number): Promise<void> => {
  for (let waiting = 0; waiting < count; ) {
    const [row] = await db.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    waiting = row?.n ?? 0;
  }
};

/**
 * Lets changes of access meet: each begins while the organisation's turn is held and the ones before it wait for it;
 * then they go on in their order. What they read before their turn is older than all of them.
 */
export const inTurn = async <T>(
  db: Database,
  org: string,
  acts: readonly (() => Promise<T>)[],
): Promise<T[]> => {
  const released = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const hold = db.transaction(async (tx: Transaction) => {
    await tx.query('select from access_version where org = $1 for update', [org]);
    held.resolve();
    await released.promise;
  });
  await held.promise;
  const running: Promise<T>[] = [];
  for (const act of acts) {
    running.push(act());
    await untilWaiting(db, running.length);
  }
  released.resolve();
  await hold;
  return Promise.all(running);
};
