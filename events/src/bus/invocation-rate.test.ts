import type { BusDeliveryDetail } from '@tandem/contract';
import { createTestClock } from '@tandem/kit/testing';
import { describe, expect, it } from 'vitest';
import { startTarget } from './bus.fixture.ts';
import {
  addDestination,
  addRule,
  associate,
  deliveriesOf,
  driverOf,
  makeSource,
  outgoing,
  startWorld,
} from './bus-world.fixture.ts';
import { createInvocationRate } from './invocation-rate.ts';

describe('turns of a destination', () => {
  it('come evenly, in the order in which they were asked for, and are kept for whoever waits', async () => {
    const clock = createTestClock();
    const rate = createInvocationRate(clock);
    const ask = (work: number) => rate.turn('a', { work, perSecond: 1 });
    expect([1, 2, 3].map(ask)).toEqual([0, 1_000, 2_000]);
    // Asked again, it is the same turn; asked too early, it takes none.
    for (let again = 0; again < 50; again += 1) expect([2, 3].map(ask)).toEqual([1_000, 2_000]);
    await clock.advance(1_000);
    expect([3, 2, 4].map(ask)).toEqual([1_000, 0, 2_000]);
    await clock.advance(10_000);
    expect([4, 5].map(ask)).toEqual([0, 1_000]);
    expect(rate.turn('b', { work: 6, perSecond: 1 })).toBe(0);
  });

  it('follow a new rate at once', async () => {
    const clock = createTestClock();
    const rate = createInvocationRate(clock);
    for (let work = 0; work < 100; work += 1) rate.turn('a', { work, perSecond: 1 });
    expect(rate.turn('a', { work: 100, perSecond: 1 })).toBe(100_000);
    expect(rate.turn('a', { work: 100, perSecond: 10 })).toBeLessThanOrEqual(100);
  });

  it('once spent, are followed by the next one only', async () => {
    const clock = createTestClock();
    const rate = createInvocationRate(clock);
    rate.turn('a', { work: 1, perSecond: 1 });
    expect(rate.turn('a', { work: 1, perSecond: 1 })).toBe(1_000);
  });
});

it('a low rate delivers event after event; waiting for a turn is no attempt', async () => {
  await using world = await startWorld();
  await using target = await startTarget();
  await makeSource(world);
  const busId = await associate(world);
  const apiDestinationId = await addDestination(world, target.url(), { invocationRate: 1 });
  await addRule(world, busId, { targets: [{ apiDestinationId, maximumRetryAttempts: 0 }] });
  const { clock } = world.node;
  const begun = clock.monotonicMs();
  const count = 20;
  await driverOf(world.node).send(
    Array.from({ length: count }, (_, n) => outgoing(n, { key: `key ${n}` })),
  );
  const ended = async () => {
    const rows = await deliveriesOf(world, busId);
    return rows.filter(({ state }) => state === 'delivered' || state === 'dead');
  };
  while ((await ended()).length < count) {
    await clock.advance(500);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  expect(new Set((await ended()).map(({ state, attempts }) => `${state} ${attempts}`))).toEqual(
    new Set(['delivered 1']),
  );
  expect(target.received).toHaveLength(count);
  expect(clock.monotonicMs() - begun).toBeGreaterThanOrEqual((count - 1) * 1_000);
  const [last] = await ended();
  const { body } = await world.call<BusDeliveryDetail>('getEventBusDelivery', {
    params: { busId, busDeliveryId: last?.id ?? '' },
  });
  expect(body.history.map(({ status }) => status)).toEqual([200]);
}, 60_000);

it('an event that grows too old while it waits for its turn is told so', async () => {
  await using world = await startWorld();
  await using target = await startTarget();
  await makeSource(world);
  const busId = await associate(world);
  const apiDestinationId = await addDestination(world, target.url(), { invocationRate: 1 });
  await addRule(world, busId, { targets: [{ apiDestinationId, maximumEventAgeInSeconds: 60 }] });
  const count = 80;
  await driverOf(world.node).send(
    Array.from({ length: count }, (_, n) => outgoing(n, { key: `key ${n}` })),
  );
  const rows = () =>
    world.db.query<{ state: string; code: string | null; n: number }>(
      `select state, reason_code as code, count(*) as n from bus_delivery group by 1, 2 order by 1`,
    );
  const isOpen = ({ state }: { state: string }) => state === 'pending' || state === 'retrying';
  while ((await rows()).some(isOpen)) {
    await world.node.clock.advance(500);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const [dead, delivered] = await rows();
  expect([dead?.code, delivered?.state]).toEqual(['target.age', 'delivered']);
  expect((dead?.n ?? 0) + (delivered?.n ?? 0)).toBe(count);
  expect(target.received).toHaveLength(delivered?.n ?? 0);
}, 60_000);
