import { type Database, derivedUuid } from '@tandem/kit';
import { beforeEach, describe, expect, it } from 'vitest';
import { insertReplay, lagsOf } from '../store/index.ts';
import {
  addDestination,
  createNode,
  delivered,
  happen,
  orgA,
  orgB,
  otherTopic,
  type Remote,
  type TestNode,
  topic,
} from './sender.fixture.ts';
import { range, useSender } from './sender.suite.ts';

describe('senders on several nodes, killed and replaced', () => {
  const { rows, got, ...world } = useSender();
  let { db, remote, node } = {} as { db: Database; remote: Remote; node: TestNode };
  beforeEach(() => {
    [db, remote, node] = [world.db(), world.remote(), world.node()];
  });

  it('sends each event once from two nodes', async () => {
    await addDestination(db);
    await addDestination(db, { name: 'two', org: orgB });
    const other = createNode(db, remote, { name: 'other' });
    await Promise.all([node.sender.start(), other.sender.start()]);
    for (const round of range(5))
      await Promise.all(
        [orgA, orgB].map((org) =>
          happen(
            db,
            range(40).map((n) => [`k${n % 7}`, round * 40 + n] as const),
            org,
          ),
        ),
      );
    await node.until(async () => {
      await other.clock.advance(50);
      return remote.got.length >= 400;
    });
    await other.sender.stop();
    expect(remote.got).toHaveLength(400);
    expect(node.sender.held().length + other.sender.held().length).toBeLessThanOrEqual(2);
  });

  it('gives a call no longer than the lease is its own, less a second', async () => {
    await addDestination(db);
    node = createNode(db, remote, { leaseMs: 15_000 });
    await node.sender.start();
    await happen(db, [['k', 1]]);
    await got(1, node);
    await node.sender.stop();
    expect(remote.budgets).toEqual([expect.any(Number)]);
    expect(remote.budgets[0]).toBeGreaterThan(0);
    expect(remote.budgets[0]).toBeLessThanOrEqual(14_000);
  });

  it('stores nothing for an owner that another node has replaced, and repeats what it had sent', async () => {
    await addDestination(db);
    node = createNode(db, remote, { leaseMs: 15_000 });
    await node.sender.start();
    let hold: (() => void) | null = null;
    remote.script = async (events) => {
      await new Promise<void>((resolve) => {
        hold = resolve;
      });
      return delivered(events);
    };
    await happen(db, [
      ['k', 1],
      ['k', 2],
    ]);
    await node.until(() => hold !== null);
    // The first node stands still, between sending and storing; its lease ends and the second one takes over.
    node.standStill(20_000);
    await db.query("update destination set lease_until = now() - interval '1 second'");
    const release = hold as (() => void) | null;
    remote.script = delivered;
    const other = createNode(db, remote, { name: 'other' });
    await other.sender.start();
    await other.until(() => remote.got.length === 2);
    const cursor = async () =>
      (await rows('select cursor_xid, cursor_id, epoch, owner, delivered from destination'))[0];
    await other.until(
      async () => Number(((await cursor()) as { delivered: number }).delivered) === 2,
    );
    const before = await cursor();
    release?.();
    await node.until(() => node.sender.held().length === 0);
    expect(await cursor()).toEqual(before);
    expect(before).toMatchObject({ owner: 'other' });
    expect(remote.of('k')).toEqual([1, 2]);
    expect(remote.got.map(({ n }) => n)).toEqual([1, 2, 1]);
    await other.sender.stop();
  });

  it('repeats what was sent and not stored when the process dies in between, and nothing else', async () => {
    await addDestination(db);
    await node.sender.start();
    await happen(
      db,
      range(20).map((n) => [`k${n % 4}`, n] as const),
    );
    await got(20);
    await node.until(
      async () =>
        ((await rows<{ delivered: number }>('select delivered from destination'))[0]?.delivered ??
          0) === 20,
    );
    // Nothing more can be stored: as if the process were killed after the call.
    await db.query(`create function no_commit() returns trigger language plpgsql as
      $$ begin if new.delivered <> old.delivered then raise exception 'killed'; end if; return new; end $$`);
    await db.query(
      'create trigger killed before update on destination for each row execute function no_commit()',
    );
    await happen(
      db,
      range(8).map((n) => [`k${n % 4}`, n + 20] as const),
    );
    await got(28);
    // It may be resting after the commit that failed: time has to pass until it gives up.
    let dead = false;
    void node.sender.stop().then(() => {
      dead = true;
    });
    await node.until(() => dead);
    await db.query('drop trigger killed on destination');
    await db.query('drop function no_commit');
    await db.query('update destination set owner = null');
    node = createNode(db, remote, { name: 'next' });
    await node.sender.start();
    await got(36, node);
    expect(remote.got).toHaveLength(36);
    for (const k of range(4)) expect(remote.of(`k${k}`)).toEqual(range(7).map((n) => n * 4 + k));
  });

  it('repeats nothing after it was killed on a log in which nothing is wanted any more', async () => {
    const { id } = await addDestination(db);
    node = createNode(db, remote, { leaseMs: 15_000 });
    await node.sender.start();
    await happen(
      db,
      range(12).map((n) => [`k${n % 4}`, n] as const),
    );
    await got(12, node);
    await node.until(
      async () => (await rows('select from destination where delivered = 12')).length === 1,
    );
    // The cursor is not stored for what nobody wants; the process dies before it would be.
    await happen(
      db,
      range(30).map((n) => [`k${n % 4}`, 100 + n, { topics: [otherTopic] }] as const),
    );
    await node.clock.advance(2_000);
    node.standStill(20_000);
    await db.query("update destination set lease_until = now() - interval '1 second'");
    const other = createNode(db, remote, { name: 'other' });
    await other.sender.start();
    await happen(db, [['k0', 12]]);
    await other.until(() => remote.got.length > 12);
    await other.until(
      async () => (await rows('select from destination where delivered = 13')).length === 1,
    );
    await other.sender.stop();
    expect(remote.got.map(({ n }) => n).toSorted((a, b) => a - b)).toEqual(range(13));
    await happen(db, [['k0', 13]]);
    const lag = async (types: Record<string, string[]> | null) =>
      (await lagsOf(db, { org: orgA, ids: [id], types })).get(id)?.events;
    expect(await lag(null)).toBe(1);
    expect(await lag({ [topic]: ['test'] })).toBe(1);
    expect(await lag({ [topic]: ['another'], [otherTopic]: ['test'] })).toBe(0);
  });

  it('replays a part of the log beside what is new, each in order', async () => {
    const { id, cursor } = await addDestination(db);
    await node.sender.start();
    await happen(
      db,
      range(60).map((n) => [`k${n % 3}`, n] as const),
    );
    await got(60);
    await insertReplay(db, {
      org: orgA,
      destination: id,
      replay: {
        ...{
          id: derivedUuid('replay'),
          from: cursor,
          cursor,
          createdAt: new Date(),
          finishedAt: null,
        },
        until: { xid: '999999999999', id: 0 },
      },
    });
    node.hear('destination');
    await happen(
      db,
      range(30).map((n) => [`k${n % 3}`, 60 + n] as const),
    );
    await node.until(() => remote.got.filter(({ replay }) => !replay).length === 90);
    await node.until(() => remote.got.filter(({ replay }) => replay).length >= 60);
    for (const k of range(3)) {
      expect(remote.of(`k${k}`)).toEqual(range(30).map((n) => n * 3 + k));
      const replayed = remote.got
        .filter(({ replay, key }) => replay && key === `k${k}`)
        .map(({ n }) => n);
      expect(replayed).toEqual(replayed.toSorted((x, y) => x - y));
    }
  });
});
