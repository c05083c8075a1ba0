import { createListener, createTestClock, type Database, type Listener } from '@tandem/kit';
import { silentLog, testDatabase } from '@tandem/kit/testing';
import { describe, expect, it, vi } from 'vitest';
import { appendEvents, createEventTail, eventsMigrations, readEvents } from './index.ts';

const org = '00000000-0000-8000-8000-00000000000a';

const append = (db: Database, ...data: readonly unknown[]) =>
  appendEvents(
    db,
    data.map((one) => ({ org, type: 't', key: 'k', data: one })),
  );

/** Hears nothing of what is said, not even by itself. */
const deaf: Listener = {
  listen: async () => {},
  notify: async () => {},
  onGap: () => {},
  close: async () => {},
};

const startTail = async (db: Database, wanted?: () => boolean, given?: Listener) => {
  const clock = createTestClock();
  const listener =
    given ??
    (await createListener({
      connection: db.connection,
      schema: db.schema,
      clock,
      log: silentLog,
    }));
  const tail = createEventTail({
    db,
    listener,
    clock,
    log: silentLog,
    ...(wanted ? { wanted } : {}),
  });
  await tail.start();
  const heard: unknown[] = [];
  const unsubscribe = tail.subscribe((events) => heard.push(...events.map(({ data }) => data)));
  return {
    tail,
    clock,
    heard,
    unsubscribe,
    async [Symbol.asyncDispose]() {
      await tail.stop();
      await listener.close();
    },
  };
};

describe('the tail of the event log', () => {
  it('tells every subscriber what is new, in order, and nothing from before', async () => {
    await using db = await testDatabase({ migrations: [eventsMigrations] });
    await append(db, 'before');
    await using node = await startTail(db);
    const other: unknown[] = [];
    node.tail.subscribe((events) => other.push(...events.map(({ data }) => data)));
    await append(db, 1, 2);
    await append(db, 3);
    await node.tail.caughtUp();
    const isNew = (data: unknown) => data !== 'before';
    expect(node.heard.filter(isNew)).toEqual([1, 2, 3]);
    expect(other.filter(isNew)).toEqual([1, 2, 3]);
    node.unsubscribe();
    await append(db, 4);
    await node.tail.caughtUp();
    expect(node.heard).not.toContain(4);
    expect(other).toContain(4);
  });

  it('goes on when a subscriber fails', async () => {
    await using db = await testDatabase({ migrations: [eventsMigrations] });
    await using node = await startTail(db);
    node.tail.subscribe(() => {
      throw new Error('broken subscriber');
    });
    const after: unknown[] = [];
    node.tail.subscribe((events) => after.push(...events.map(({ data }) => data)));
    await append(db, 'one');
    await node.tail.caughtUp();
    await append(db, 'two');
    await node.tail.caughtUp();
    expect(after).toEqual(['one', 'two']);
  });

  it('hears by a hint what another node committed, and by polling when the hint is lost', async () => {
    await using db = await testDatabase({ migrations: [eventsMigrations] });
    await using here = await startTail(db);
    await using there = await startTail(db);
    await append(db, 'hinted');
    // Before the hint nothing holds it back any more: with the clock standing still only the hint can tell of it.
    await there.tail.caughtUp();
    there.tail.committed();
    while (!here.heard.includes('hinted')) await db.query('select');
    await append(db, 'not hinted');
    await there.tail.caughtUp();
    while (!here.heard.includes('not hinted')) await here.clock.advance(1_000);
    expect(here.heard).toEqual(['hinted', 'not hinted']);
  });

  it('looks again soon when an open transaction held events back', async () => {
    await using db = await testDatabase({ migrations: [eventsMigrations] });
    await using node = await startTail(db);
    await db.transaction(async (tx) => {
      await tx.query('select pg_current_xact_id()');
      await append(db, 'held back');
      node.tail.committed();
      await node.clock.advance(1_000);
      expect(node.heard).toEqual([]);
    });
    while (node.heard.length === 0) await node.clock.advance(10);
    expect(node.heard).toEqual(['held back']);
  });

  it('tells more than one page', async () => {
    await using db = await testDatabase({ migrations: [eventsMigrations] });
    await using node = await startTail(db);
    const many = Array.from({ length: 1_201 }, (_, index) => index);
    await append(db, ...many);
    await node.tail.caughtUp();
    expect(node.heard).toEqual(many);
  });

  it('reads nothing while nobody listens, and everything from the moment somebody does', async () => {
    await using db = await testDatabase({ migrations: [eventsMigrations] });
    let wanted = false;
    await using node = await startTail(db, () => wanted);
    await append(db, 'unheard');
    node.tail.committed();
    // The position moves on with the poll once nothing holds it back.
    const before = node.tail.position();
    while (node.tail.position().xid === before.xid) await node.clock.advance(1_000);
    const passed = node.tail.position();
    for (;;) {
      await node.clock.advance(1_000);
      if (!(await readEvents({ db, after: node.tail.position(), limit: 1 })).length) break;
    }
    expect(BigInt(node.tail.position().xid)).toBeGreaterThanOrEqual(BigInt(passed.xid));
    wanted = true;
    await append(db, 'first', 'second');
    await node.tail.caughtUp();
    expect(node.heard.filter((data) => data !== 'unheard')).toEqual(['first', 'second']);
  });

  it('hears what comes while it asks whether something is held back', async () => {
    await using db = await testDatabase({ migrations: [eventsMigrations] });
    let asked = false;
    const goOn = Promise.withResolvers<void>();
    const slow: Database = {
      ...db,
      async call<T extends object>(name: string, text: string, values?: readonly unknown[]) {
        const rows = await db.call<T>(name, text, values);
        if (name !== 'events_held_back') return rows;
        asked = true;
        await goOn.promise;
        return rows;
      },
    };
    await using node = await startTail(slow, () => true, deaf);
    await append(db, 'first');
    node.tail.committed();
    while (!asked) await node.clock.advance(1);
    await append(db, 'meanwhile');
    node.tail.committed();
    goOn.resolve();
    await vi.waitFor(() => expect(node.heard).toEqual(['first', 'meanwhile']));
  });

  it('loses nothing when somebody comes while the position moves on', async () => {
    await using db = await testDatabase({ migrations: [eventsMigrations] });
    let wanted = false;
    let moving = false;
    const goOn = Promise.withResolvers<void>();
    // The next look at the end of the log answers late: after somebody came and something happened.
    let holds = false;
    const slow: Database = {
      ...db,
      async query<T extends object>(text: string, values?: readonly unknown[]) {
        const delayed = holds && text.includes('pg_snapshot_xmin') && !text.includes('event_log');
        if (delayed) {
          moving = true;
          await goOn.promise;
        }
        return db.query<T>(text, values);
      },
    };
    await using node = await startTail(slow, () => wanted);
    holds = true;
    while (!moving) await node.clock.advance(1_000);
    wanted = true;
    await append(db, 'meanwhile');
    goOn.resolve();
    await node.tail.caughtUp();
    expect(node.heard).toEqual(['meanwhile']);
  });
});
