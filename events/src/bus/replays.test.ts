import type { EventArchive, EventReplay, Listing } from '@tandem/contract';
import { createTestClock } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { caller, orgA, orgB, startNode, startTarget, until } from './bus.fixture.ts';
import { kill, startProcess } from './bus-processes.fixture.ts';
import {
  addRule,
  associate,
  type BusWorld,
  driverOf,
  makeSource,
  outgoing,
  removeSource,
  setUp,
  startWorld,
} from './bus-world.fixture.ts';

type Target = Awaited<ReturnType<typeof startTarget>>;
type Caller = Pick<BusWorld, 'call'>;

/** More than one page. */
const count = 250;
const numberOf = ({ detail }: ReturnType<Target['events']>[number]) =>
  (detail['eventBody'] as { n: number }).n;

const addArchive = async ({ call }: Caller, busId: string) => {
  const body = { name: 'all', retentionDays: 1 };
  const { body: made } = await call<EventArchive>('postEventArchives', {
    ...{ params: { busId }, body },
  });
  return made.id;
};

const startReplay = async ({ call }: Caller, busId: string, more: object) => {
  const times = { from: '2026-03-19T22:00:00.000Z', to: '2026-03-19T23:00:00.000Z' };
  const { body } = await call<EventReplay>('postEventReplays', {
    params: { busId },
    body: { name: 'again', ...times, ...more },
  });
  return body.id;
};

const replayOf = async ({ call }: Caller, busId: string) => {
  const { body } = await call<Listing<EventReplay>>('getEventReplays', { params: { busId } });
  return body.entities?.[0];
};

/** A bus whose target has had some events, which stand in an archive. */
const archived = async (world: BusWorld, target: Target, events = count) => {
  const { busId, ruleId, apiDestinationId } = await setUp(world, target.url());
  const archiveId = await addArchive(world, busId);
  const numbers = Array.from({ length: events }, (_, n) => n);
  for (let at = 0; at < events; at += 150)
    await driverOf(world.node).send(
      numbers.slice(at, at + 150).map((n) => outgoing(n, { key: `key ${n % 4}` })),
    );
  await until([world.node], () => target.received.length >= events);
  await world.node.lanes.drained();
  return { busId, ruleId, apiDestinationId, archiveId };
};

/** What was replayed so far. */
const replayed = (target: Target) => target.events().filter((event) => 'replay-name' in event);

/** Somebody of this database stands still in a statement, because somebody else holds what it needs. */
const someoneWaits = async ({ db }: Pick<BusWorld, 'db'>, statement: string) =>
  (
    await db.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
         and query ilike $1`,
      [`%${statement}%`],
    )
  ).length > 0;

/** While `work` runs no page of a replay can be stored. It is called as soon as one waits for that. */
const whilePageWaits = (world: BusWorld, work: () => Promise<void>) =>
  world.db.transaction(async (tx) => {
    await tx.query('lock table bus_event in share mode');
    await until([world.node], async () => {
      await tx.query('select 1');
      return someoneWaits(world, 'insert into bus_event');
    });
    await work();
  });

describe('a replay', () => {
  it('that is cancelled sends the page under way, and nothing more', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    const { busId, archiveId } = await archived(world, target);
    const replayId = await startReplay(world, busId, { archiveId });
    const cancel = (org = orgA) =>
      world.call<EventReplay>('postEventReplayCancel', { org, params: { busId, replayId } });
    const asked: { cancelled?: ReturnType<typeof cancel> } = {};
    await whilePageWaits(world, async () => {
      expect((await cancel(orgB)).status).toBe(404);
      asked.cancelled = cancel();
      await until([], () => someoneWaits(world, 'advisory'));
    });
    expect(await asked.cancelled).toMatchObject({ status: 200, body: { state: 'CANCELLED' } });
    await until([world.node], () => replayed(target).length >= 200);
    await world.node.lanes.drained();
    expect(await replayOf(world, busId)).toMatchObject({ state: 'CANCELLED', replayed: 200 });
    expect(
      replayed(target)
        .map(numberOf)
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 200 }, (_, n) => n));
    expect((await cancel()).status).toBe(409);
  }, 60_000);

  it('ends with its archive', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    const { busId, archiveId } = await archived(world, target);
    await startReplay(world, busId, { archiveId });
    const asked: { removed?: Promise<{ readonly status: number }> } = {};
    await whilePageWaits(world, async () => {
      asked.removed = world.call('deleteEventArchive', { params: { busId, archiveId } });
      await until([], () => someoneWaits(world, 'advisory'));
    });
    expect((await asked.removed)?.status).toBe(204);
    await until([world.node], async () => (await replayOf(world, busId))?.state === 'CANCELLED');
    await until([world.node], () => replayed(target).length >= 200);
    await world.node.lanes.drained();
    expect(replayed(target)).toHaveLength(200);
  }, 60_000);

  it('waits for its source, and stands behind what was kept meanwhile, for its rules alone', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    const { busId, archiveId, ruleId, apiDestinationId } = await archived(world, target, 3);
    await addRule(world, busId, { targets: [{ apiDestinationId }] });
    await removeSource(world);
    await makeSource(world);
    await driverOf(world.node).send([outgoing(7)]);
    await startReplay(world, busId, { archiveId, ruleIds: [ruleId] });
    const waiting = () =>
      world.db.query(`select 1 from lane_work where queue = 'bus-job' and attempts > 0`);
    await until([world.node], async () => (await waiting()).length === 1);
    await world.node.stop();
    // A node of before: what was kept is not let out yet when the replay's time has come.
    await associate({ ...world, call: caller(world.node) });
    const released = await world.db.query<{ payload: object }>(
      `delete from lane_work where queue = 'bus-job' and payload->>'job' = 'release' returning payload`,
    );
    expect(released).toHaveLength(1);
    await using node = await startNode(world.db, { nodeId: 'next', clock: createTestClock() });
    await until([node], async () => {
      await node.clock.advance(60_000);
      const [found] = await world.db.query<{ attempts: number }>(
        `select attempts from lane_work where queue = 'bus-job'`,
      );
      return (found?.attempts ?? 9) >= 3;
    });
    expect(replayed(target)).toEqual([]);
    await world.db.query('update bus_event set kept = false');
    await until([node], async () => {
      await node.clock.advance(60_000);
      return replayed(target).length >= 3;
    });
    await node.lanes.drained();
    expect(replayed(target)).toHaveLength(3);
    const { body } = await world.call<Listing<EventArchive>>('getEventArchives', {
      params: { busId },
    });
    expect(body.entities).toMatchObject([{ eventCount: 3 }]);
  }, 60_000);

  it('loses nothing when its node is killed in a page, and again between deliveries', async () => {
    await using world = await startWorld();
    let most = count + 220;
    await using target = await startTarget((_call, calls) =>
      calls > most ? null : { status: 200 },
    );
    const { busId, archiveId } = await archived(world, target);
    await world.node.stop();
    await startReplay(world, busId, { archiveId });
    const database = world.db.connection.database ?? '';
    const first = startProcess(database, { nodeId: 'first' });
    await whilePageWaits({ ...world, node: { ...world.node, clock: createTestClock() } }, () =>
      kill(first),
    );
    expect(replayed(target)).toEqual([]);
    const second = startProcess(database, { nodeId: 'second' });
    await until([], () => target.received.length > most);
    await kill(second);
    most = Number.POSITIVE_INFINITY;
    const third = startProcess(database, { nodeId: 'third' });
    const ids = () => new Set(replayed(target).map(({ id }) => id));
    await until([], async () => ids().size === count);
    await until([], async () => (await replayOf(world, busId))?.state === 'COMPLETED');
    await kill(third);
    expect(await replayOf(world, busId)).toMatchObject({ replayed: count });
    for (let key = 0; key < 4; key += 1) {
      const numbers = replayed(target)
        .map(numberOf)
        .filter((n) => n % 4 === key);
      const firsts = [...new Set(numbers)];
      expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
    }
    // Four lanes, each with one call under way, and completions that were not written yet.
    expect(replayed(target).length).toBeLessThanOrEqual(count + 40);
  }, 120_000);
});
