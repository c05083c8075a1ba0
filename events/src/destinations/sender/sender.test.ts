import { type Database, type Log, silentLog } from '@tandem/kit';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Outcome, OutgoingEvent, SendResult } from '../destination.model.ts';
import { setRunState, setTopics } from '../store/index.ts';
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
} from './sender.fixture.ts';
import { range, useSender } from './sender.suite.ts';

const nOf = ({ eventBody }: OutgoingEvent) => eventBody['n'] as number;

/** Outcomes event by event; what is not told is delivered. */
const outcomes = (
  events: readonly OutgoingEvent[],
  tell: (event: OutgoingEvent) => Outcome | undefined,
): SendResult => ({
  kind: 'answered',
  outcomes: events.map((event) => tell(event) ?? { kind: 'delivered' }),
});
const again: Outcome = { kind: 'retry', code: 'ThrottlingException', reason: 'Too fast.' };
const refused: Outcome = { kind: 'refused', code: 'MalformedDetail', reason: 'No JSON.' };

describe('the sender of an event destination', () => {
  const { rows, got, ...world } = useSender();
  let { db, remote, node } = {} as { db: Database; remote: Remote; node: TestNode };
  beforeEach(() => {
    [db, remote, node] = [world.db(), world.remote(), world.node()];
  });

  const parked = async () =>
    (
      await rows<{ key: string; n: number }>(
        "select key, (event->'eventBody'->>'n')::int as n from destination_parked order by seq",
      )
    ).map(({ key, n }) => `${key}${n}`);
  const dead = async () =>
    await rows<{ n: number; code: string; reason: string }>(
      "select (event->'eventBody'->>'n')::int as n, code, reason from destination_dead_letter order by 1",
    );

  it('sends what happens after its cursor, of its organisation and topics, in order per key', async () => {
    await happen(db, [['a', 0]]);
    await addDestination(db);
    await node.sender.start();
    await happen(
      db,
      range(1_200).map((n) => [`k${n % 37}`, n + 1] as const),
    );
    await happen(db, [['a', 9_001]], orgB);
    await happen(db, [['a', 9_002, { topics: [otherTopic] }]]);
    await got(1_200);
    expect(remote.got).toHaveLength(1_200);
    for (const k of range(37)) {
      const numbers = remote.of(`k${k}`);
      expect(numbers).toEqual(numbers.toSorted((x, y) => x - y));
    }
    expect(remote.mostAtOnce).toBe(4);
    const sent = async () =>
      (await rows<{ n: number }>('select delivered as n from destination'))[0]?.n;
    await node.until(async () => (await sent()) === 1_200);
  });

  it('serves two organisations, each with its own events', async () => {
    await addDestination(db);
    await addDestination(db, { name: 'two', org: orgB });
    await node.sender.start();
    await happen(db, [['a', 1]]);
    await happen(db, [['a', 2]], orgB);
    await got(2);
    expect([remote.of('a', orgA), remote.of('a', orgB)]).toEqual([[1], [2]]);
  });

  it('goes on where it stood after a restart, without a repeat', async () => {
    await addDestination(db);
    await node.sender.start();
    await happen(
      db,
      range(50).map((n) => ['k', n] as const),
    );
    await got(50);
    await node.sender.stop();
    await happen(
      db,
      range(50).map((n) => ['k', n + 50] as const),
    );
    node = createNode(db, remote, { name: 'next' });
    await node.sender.start();
    await got(100, node);
    expect(remote.got.map(({ n }) => n)).toEqual(range(100));
  });

  it('parks a key that fails, lets others pass, and delivers it in order later', async () => {
    await addDestination(db);
    let broken = true;
    remote.script = (events) =>
      outcomes(events, (event) => (broken && event.key === 'bad' ? again : undefined));
    await node.sender.start();
    await happen(db, [
      ['bad', 1],
      ['good', 2],
      ['bad', 3],
      ['good', 4],
    ]);
    await got(2);
    await node.until(async () => (await parked()).length === 2);
    await happen(db, [
      ['bad', 5],
      ['good', 6],
    ]);
    await got(3);
    await node.until(async () => (await parked()).length === 3);
    expect(remote.of('good')).toEqual([2, 4, 6]);
    expect(await parked()).toEqual(['bad1', 'bad3', 'bad5']);
    broken = false;
    await got(6);
    expect(remote.of('bad')).toEqual([1, 3, 5]);
    await node.until(async () => (await parked()).length === 0);
    await happen(db, [['bad', 7]]);
    await got(7);
    expect(remote.of('bad')).toEqual([1, 3, 5, 7]);
  });

  it('gives an event up after four days, and its key goes on', async () => {
    await addDestination(db);
    remote.script = (events) => outcomes(events, (event) => (nOf(event) === 1 ? again : undefined));
    await node.sender.start();
    await happen(db, [
      ['bad', 1],
      ['bad', 2],
    ]);
    await node.until(async () => (await parked()).length === 2);
    await node.clock.advance(3.9 * 24 * 3_600_000);
    expect(remote.got).toEqual([]);
    await node.until(() => remote.got.length === 1, 600_000);
    expect(remote.of('bad')).toEqual([2]);
    await node.until(async () => (await dead()).length === 1);
    expect(await dead()).toMatchObject([{ n: 1, code: 'expired' }]);
  });

  it('buries what is refused, and what is too large without asking', async () => {
    await addDestination(db);
    remote.script = (events) =>
      outcomes(events, (event) => (nOf(event) === 2 ? refused : undefined));
    await node.sender.start();
    const large = { topics: [otherTopic, 'v2.test.{id}.happened'] };
    await happen(db, [
      ['k', 1, large],
      ['k', 2],
      ['k', 3],
    ]);
    await got(2);
    await node.until(async () => (await dead()).length === 1);
    expect(remote.of('k')).toEqual([1, 3]);
    expect(await dead()).toEqual([{ n: 2, code: 'MalformedDetail', reason: 'No JSON.' }]);
    expect(await parked()).toEqual([]);
  });

  it('buries an event that cannot be rendered, and goes on', async () => {
    await addDestination(db);
    await node.sender.start();
    await happen(db, [
      ['k', 1],
      ['k', 2, { broken: true }],
      ['k', 3],
    ]);
    await got(2);
    expect(remote.of('k')).toEqual([1, 3]);
    await node.until(async () => (await dead()).length === 1);
    expect(await dead()).toMatchObject([{ code: 'event.unreadable' }]);
  });

  it('waits while the destination is away, parks nothing, and repeats nothing that was taken', async () => {
    await addDestination(db);
    let away = true;
    remote.script = (events) =>
      away
        ? { kind: 'unavailable', code: 'ECONNREFUSED', reason: 'Nobody there.' }
        : delivered(events);
    await node.sender.start();
    await happen(
      db,
      range(30).map((n) => [`k${n % 3}`, n] as const),
    );
    await node.until(() => remote.calls >= 3);
    await node.until(() => node.reports.includes('ERROR'));
    expect(await parked()).toEqual([]);
    expect(node.notes).toMatchObject([
      {
        action: 'state',
        entity: { type: 'destination', name: 'one' },
        changes: { state: { to: 'ERROR' } },
      },
    ]);
    away = false;
    await got(30);
    expect(remote.got).toHaveLength(30);
    await node.until(() => node.reports.at(-1) === 'ACTIVE');
    expect(remote.of('k0')).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
  });

  it('asks no sooner than the other side wants', async () => {
    await addDestination(db);
    remote.script = (events) =>
      remote.calls === 1
        ? { kind: 'unavailable', code: '429', reason: 'Slow down.', afterMs: 120_000 }
        : delivered(events);
    await node.sender.start();
    await happen(db, [['k', 1]]);
    await node.until(() => remote.calls === 1);
    await node.clock.advance(100_000);
    await db.query('select 1');
    expect(remote.got).toEqual([]);
    await got(1);
    expect(node.clock.monotonicMs()).toBeGreaterThanOrEqual(120_000);
  });

  it('tells at once when it is not let in, and keeps the events', async () => {
    const { id } = await addDestination(db);
    let open = false;
    remote.script = (events) =>
      open ? delivered(events) : { kind: 'denied', code: 'AccessDenied', reason: 'No right.' };
    await node.sender.start();
    await happen(db, [['k', 1]]);
    await node.until(() => node.reports.length === 1);
    expect(
      await rows(
        `select report, report_code as code, report_reason as reason from destination where id = '${id}'`,
      ),
    ).toEqual([{ report: 'ERROR', code: 'AccessDenied', reason: 'No right.' }]);
    open = true;
    await got(1);
    await node.until(() => node.reports.at(-1) === 'ACTIVE');
  });

  it('lets nobody wait for one event that leaves every call unanswered', async () => {
    await addDestination(db);
    remote.script = (events) =>
      events.some((event) => nOf(event) === 13)
        ? { kind: 'unavailable', code: 'timeout', reason: 'No answer.' }
        : delivered(events);
    remote.limits = { events: 1, bytes: 10_000, inFlight: 1 };
    await node.sender.start();
    await happen(
      db,
      range(40).map((n) => [`k${n}`, n] as const),
    );
    await node.until(() => remote.got.length === 39, 500);
    await node.until(async () => (await parked()).includes('k1313'));
  });

  it('moves its cursor on without topics, and takes a change of them at once', async () => {
    const { id } = await addDestination(db, { topics: [] });
    await node.sender.start();
    await happen(db, [['k', 1, { topics: [otherTopic] }]]);
    await node.clock.advance(2_000);
    const ahead = async () =>
      (
        await rows<{ ahead: boolean }>(
          'select d.cursor_xid > (select max(e.xid) from event_log e) as ahead from destination d',
        )
      )[0]?.ahead;
    await node.until(async () => (await ahead()) === true, 1_000);
    await setTopics(db, { id, org: orgA, topics: [otherTopic], at: new Date() });
    node.hear('destination');
    await node.until(() => remote.opened >= 2);
    await happen(db, [['k', 2, { topics: [otherTopic] }]]);
    await got(1);
    expect(remote.of('k')).toEqual([2]);
  });

  it('pauses and goes on without loss or repeat', async () => {
    const { id } = await addDestination(db);
    await node.sender.start();
    let hold: (() => void) | null = null;
    remote.script = async (events) => {
      if (events.some((event) => nOf(event) === 5))
        await new Promise<void>((resolve) => {
          hold = resolve;
        });
      return delivered(events);
    };
    await happen(
      db,
      range(40).map((n) => [`k${n}`, n] as const),
    );
    await node.until(() => hold !== null);
    await setRunState(db, { id, org: orgA, state: 'paused', at: new Date() });
    node.hear('destination');
    await node.until(() => remote.got.length > 0);
    (hold as (() => void) | null)?.();
    const owned = async () =>
      (await rows('select from destination where owner is not null')).length;
    await node.until(async () => (await owned()) === 0);
    await happen(db, [['late', 100]]);
    remote.script = delivered;
    await setRunState(db, { id, org: orgA, state: 'running', at: new Date() });
    node.hear('destination');
    await got(41);
    expect(remote.got).toHaveLength(41);
    expect(new Set(remote.got.map(({ id: one }) => one)).size).toBe(41);
  });

  it('forgets what was settled behind its cursor once that is read, also when its topic is gone', async () => {
    await addDestination(db);
    await db.query(`update destination set done = '["of a topic that is gone"]'`);
    await node.sender.start();
    await happen(db, [['k', 1]]);
    await got(1);
    await node.sender.stop();
    expect(await rows('select done from destination')).toEqual([{ done: [] }]);
  });

  it('says at its start that the log is ahead of the database, as after a restore elsewhere', async () => {
    const said: string[] = [];
    const log = { ...silentLog, error: (_: object, text: string) => void said.push(text) } as Log;
    await addDestination(db);
    const well = createNode(db, remote, { name: 'well', log });
    await well.sender.start();
    await well.sender.stop();
    expect(said).toEqual([]);
    await db.query("update destination set cursor_xid = '900000000000'");
    const odd = createNode(db, remote, { name: 'odd', log });
    await odd.sender.start();
    await odd.sender.stop();
    expect(said).toEqual([expect.stringContaining('ahead of the database')]);
  });
});
