import type { Database, Transaction } from '@tandem/kit';
import { untilLockedOut } from '@tandem/kit/testing';

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
    await untilLockedOut(db, { count: running.length });
  }
  released.resolve();
  await hold;
  return Promise.all(running);
};
