import { createSweeper, silentLog, type TestClock } from '@tandem/kit';
import { expect, it } from 'vitest';
import { orgB, startTarget, until } from './bus.fixture.ts';
import { busSweeps } from './bus.retention.ts';
import {
  type BusWorld,
  driverOf,
  makeSource,
  outgoing,
  setUp,
  startWorld,
} from './bus-world.fixture.ts';

const dayMs = 86_400_000;

const countsOf = async ({ db }: BusWorld) => {
  const [row] = await db.query<Record<string, number>>(
    `select (select count(*)::int from bus_event) as events,
       (select count(*)::int from bus_delivery) as deliveries,
       (select count(*)::int from bus_attempt) as attempts,
       (select count(*)::int from archived_event) as archived`,
  );
  return row;
};

/** What is removed as seen from so many days after now. */
const sweepAfter = async ({ db, node }: BusWorld, days: number) => {
  const clock: TestClock = node.clock;
  const now = new Date(clock.now().getTime() + days * dayMs);
  const sweeper = createSweeper({
    ...{ db, log: silentLog, sweeps: busSweeps, pauseMs: 0 },
    clock: { ...clock, now: () => now, sleep: async () => {} },
  });
  return sweeper.round();
};

it('events and their deliveries go after seven days, those under way and those in archives later', async () => {
  await using world = await startWorld();
  const answers = { status: 200 };
  await using target = await startTarget(() => answers);
  const { busId } = await setUp(world, target.url());
  for (const retentionDays of [30, 0])
    await world.call('postEventArchives', {
      ...{ params: { busId }, body: { name: `for ${retentionDays}`, retentionDays } },
    });
  const driver = driverOf(world.node);
  await driver.send([outgoing(1), outgoing(2)]);
  await until([world.node], () => target.received.length >= 2);
  await world.node.lanes.drained();
  answers.status = 503;
  await driver.send([outgoing(3)]);
  await until([world.node], async () => {
    const [row] = await world.db.query<{ n: number }>(
      `select count(*)::int as n from bus_delivery where state = 'retrying'`,
    );
    return row?.n === 1;
  });
  const before = await countsOf(world);
  expect(before).toMatchObject({ events: 3, deliveries: 3, archived: 6 });
  expect(await sweepAfter(world, 6.9)).toMatchObject({ 'bus events': 0, 'bus deliveries': 0 });
  expect(await countsOf(world)).toEqual(before);
  await sweepAfter(world, 7.1);
  // The third is still tried.
  expect(await countsOf(world)).toEqual({ events: 1, deliveries: 1, attempts: 1, archived: 6 });
  // Kept for as long as the archive says from when the event happened, which is in 2026-03.
  const [at] = await world.db.query<{ days: number }>(
    `select extract(epoch from max(at) - $1::timestamptz) / 86400 as days from archived_event`,
    [world.node.clock.now()],
  );
  const happened = Number(at?.days);
  await sweepAfter(world, happened + 29.9);
  expect((await countsOf(world))?.['archived']).toBe(6);
  await sweepAfter(world, happened + 30.1);
  expect((await countsOf(world))?.['archived']).toBe(3);
  await sweepAfter(world, 10_000);
  expect((await countsOf(world))?.['archived']).toBe(3);
}, 60_000);

it('events that wait for a bus go after fourteen days, and what an archive held goes with it', async () => {
  await using world = await startWorld();
  await using target = await startTarget();
  await makeSource(world, orgB);
  await driverOf(world.node, orgB).send([outgoing(9, { org: orgB })]);
  const { busId } = await setUp(world, target.url());
  const { body } = await world.call<{ id: string }>('postEventArchives', {
    ...{ params: { busId }, body: { name: 'all', retentionDays: 0 } },
  });
  await driverOf(world.node).send([outgoing(1)]);
  await until([world.node], () => target.received.length >= 1);
  await world.node.lanes.drained();
  await world.call('deleteEventArchive', { params: { busId, archiveId: body.id } });
  await sweepAfter(world, 13.9);
  expect(await countsOf(world)).toMatchObject({ events: 1, deliveries: 0, archived: 0 });
  await sweepAfter(world, 14.1);
  expect(await countsOf(world)).toMatchObject({ events: 0 });
}, 60_000);
