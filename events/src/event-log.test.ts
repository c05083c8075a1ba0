import type { Database, Transaction } from '@tandem/kit';
import { testDatabase, untilLockedOut } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import {
  appendEvents,
  type EventPosition,
  endOfEvents,
  eventLogStart,
  eventsMigrations,
  horizonAgeMs,
  readEvents,
} from './index.ts';

const orgA = '00000000-0000-8000-8000-00000000000a';
const orgB = '00000000-0000-8000-8000-00000000000b';

/** A transaction that is driven statement by statement. */
const openTransaction = async (db: Database) => {
  let run: (step: (tx: Transaction) => Promise<unknown>) => Promise<unknown> = async () => {};
  let commit = () => {};
  const opened = Promise.withResolvers<void>();
  const ended = db.transaction(
    (tx) =>
      new Promise<void>((resolve) => {
        run = (step) => step(tx);
        commit = resolve;
        opened.resolve();
      }),
  );
  await opened.promise;
  return {
    append: (key: string, data: unknown) =>
      run((tx) => appendEvents(tx, [{ org: orgA, type: 'test', key, data }])),
    lock: (key: number) => run((tx) => tx.query('select pg_advisory_xact_lock($1)', [key])),
    takeXid: () => run((tx) => tx.query('select pg_current_xact_id()')),
    pid: async () =>
      ((await run((tx) => tx.query('select pg_backend_pid() as pid'))) as { pid: number }[])[0]
        ?.pid ?? 0,
    async commit() {
      commit();
      await ended;
    },
  };
};

/** Reads until nothing committed is held back: transactions of other tests on the server hold readers back too. */
const readAll = async (db: Database, from: EventPosition = eventLogStart) => {
  const [row] = await db.query<{ count: number }>(
    'select count(*) as count from event_log where (xid, id) > ($1::xid8, $2::bigint)',
    [from.xid, from.id],
  );
  for (;;) {
    const events = await readEvents({ db, after: from, limit: 100 });
    if (events.length === row?.count) return events;
  }
};

const dataOf = (events: readonly { data: unknown }[]) => events.map(({ data }) => data);

const highestId = async (db: Database) => {
  const [row] = await db.query<{ id: number }>('select max(id) as id from event_log');
  return row?.id;
};

/** Waits until the session waits for a lock, and tells whether it has a transaction number by then. */
const whileWaiting = async (
  db: Database,
  pid: number,
): Promise<{ hasXid: boolean } | undefined> => {
  await untilLockedOut(db);
  const [row] = await db.query<{ hasXid: boolean }>(
    `select backend_xid is not null as "hasXid" from pg_stat_activity
     where pid = $1 and wait_event_type = 'Lock'`,
    [pid],
  );
  return row;
};

describe('the event log', () => {
  it('gives events back in order, page by page, of one organisation when asked', async () => {
    await using db = await testDatabase({ migrations: [eventsMigrations] });
    await appendEvents(
      db,
      [1, 2, 3, 4, 5].map((n) => ({
        org: n === 3 ? orgB : orgA,
        type: 'counted',
        key: 'k',
        data: { n },
        correlationId: `c${n}`,
      })),
    );
    const all = await readAll(db);
    expect(dataOf(all)).toEqual([1, 2, 3, 4, 5].map((n) => ({ n })));
    expect(all[0]).toMatchObject({ type: 'counted', key: 'k', correlationId: 'c1' });
    const first = await readEvents({ db, after: eventLogStart, limit: 2 });
    const rest = await readEvents({
      db,
      after: first.at(-1)?.position ?? eventLogStart,
      limit: 10,
    });
    expect(dataOf([...first, ...rest])).toEqual(dataOf(all));
    const ofB = await readEvents({ db, after: eventLogStart, limit: 10, org: orgB });
    expect(dataOf(ofB)).toEqual([{ n: 3 }]);
  });

  it('skips nothing when the lower id is committed last', async () => {
    await using db = await testDatabase({ migrations: [eventsMigrations] });
    const slow = await openTransaction(db);
    await slow.append('a', 'low id, commits last');
    const quick = await openTransaction(db);
    await quick.append('b', 'high id, commits first');
    await quick.commit();
    // A reader that went by ids would stand behind id 2 now and never see id 1.
    expect(await highestId(db)).toBe(2);
    expect(await readEvents({ db, after: eventLogStart, limit: 10 })).toEqual([]);
    await slow.commit();
    expect(dataOf(await readAll(db))).toEqual(['low id, commits last', 'high id, commits first']);
  });

  it('skips nothing when the lower transaction has the higher id', async () => {
    await using db = await testDatabase({ migrations: [eventsMigrations] });
    const first = await openTransaction(db);
    await first.takeXid();
    const second = await openTransaction(db);
    await second.append('b', 'id 1 of the younger transaction');
    await second.commit();
    expect(await readEvents({ db, after: eventLogStart, limit: 10 })).toEqual([]);
    await first.append('a', 'id 2 of the older transaction');
    await first.commit();
    const events = await readAll(db);
    expect(dataOf(events)).toEqual([
      'id 2 of the older transaction',
      'id 1 of the younger transaction',
    ]);
    expect(events.map(({ position }) => position.id)).toEqual([2, 1]);
  });

  it('keeps the order of a key when its lock comes before the transaction number', async () => {
    await using db = await testDatabase({ migrations: [eventsMigrations] });
    const [first, second] = [await openTransaction(db), await openTransaction(db)];
    const pid = await second.pid();
    await first.lock(7);
    const locked = second.lock(7);
    expect(await whileWaiting(db, pid)).toEqual({ hasXid: false });
    await first.append('k', 'first');
    await first.commit();
    await locked;
    await second.append('k', 'second');
    await second.commit();
    expect(dataOf(await readAll(db))).toEqual(['first', 'second']);
  });

  it('would turn the order of a key round if the number came before the lock', async () => {
    await using db = await testDatabase({ migrations: [eventsMigrations] });
    const [late, early] = [await openTransaction(db), await openTransaction(db)];
    const pid = await late.pid();
    await late.takeXid();
    await early.lock(7);
    const locked = late.lock(7);
    expect(await whileWaiting(db, pid)).toEqual({ hasXid: true });
    await early.append('k', 'happened first');
    await early.commit();
    await locked;
    await late.append('k', 'happened second');
    await late.commit();
    expect(dataOf(await readAll(db))).toEqual(['happened second', 'happened first']);
  });

  it('knows its end and how long readers have been held back', async () => {
    await using db = await testDatabase({ migrations: [eventsMigrations] });
    await appendEvents(db, [{ org: orgA, type: 't', key: 'k', data: 'before' }]);
    await readAll(db);
    const end = await endOfEvents(db);
    await appendEvents(db, [{ org: orgA, type: 't', key: 'k', data: 'after' }]);
    expect(dataOf(await readAll(db, end))).toEqual(['after']);
    const open = await openTransaction(db);
    await open.takeXid();
    expect(await horizonAgeMs(db)).toBeGreaterThan(0);
    await open.commit();
  });
});
