import { expect, it } from 'vitest';
import { testDatabase, untilLockedOut } from './index.ts';

it('sees who waits for a lock in its own database, and gives up where nobody does', async () => {
  await using db = await testDatabase();
  await using other = await testDatabase();
  await expect(untilLockedOut(db, { looks: 1 })).rejects.toThrow('fewer than 1');
  const lock = 'select pg_advisory_xact_lock(1)';
  let waiting: Promise<unknown> = Promise.resolve();
  await db.transaction(async (tx) => {
    await tx.query(lock);
    waiting = db.query(lock);
    await untilLockedOut(db);
    await untilLockedOut(db, { statement: '%advisory%' });
    await expect(untilLockedOut(db, { statement: 'update %', looks: 1 })).rejects.toThrow();
    await expect(untilLockedOut(db, { count: 2, looks: 1 })).rejects.toThrow('fewer than 2');
    await expect(untilLockedOut(other, { looks: 1 })).rejects.toThrow();
  });
  await waiting;
});
