import type { BusDeliveryDetail } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { orgA, orgB, startTarget, until } from './bus.fixture.ts';
import {
  addRule,
  deliveriesOf,
  driverOf,
  outgoing,
  setUp,
  startWorld,
} from './bus-world.fixture.ts';
import { invocationTimeoutMs } from './invocation.rules.ts';

describe('deliveries', () => {
  it('are tried again after 429 and 5xx, as long as the target asked to wait', async () => {
    await using world = await startWorld();
    const at: number[] = [];
    const answers = [{ status: 503 }, { status: 429, headers: { 'retry-after': '120' } }];
    const { clock } = world.node;
    await using target = await startTarget((_call, count) => {
      at.push(clock.monotonicMs());
      return answers[count - 1] ?? { status: 204 };
    });
    const { busId } = await setUp(world, target.url());
    await driverOf(world.node).send([outgoing(1), outgoing(2)]);
    await until([world.node], () => target.received.length >= 1);
    await until([world.node], async () => {
      await clock.advance(1_000);
      return target.received.length >= 4;
    });
    await world.node.lanes.drained();
    expect(at[2] as number).toBeGreaterThanOrEqual((at[1] as number) + 120_000);
    expect(target.events().map(({ id }) => id)).toEqual([1, 1, 1, 2].map((n) => outgoing(n).id));
    const [second, first] = await deliveriesOf(world, busId);
    expect([first?.attempts, second?.attempts]).toEqual([3, 1]);
    const detail = await world.call<BusDeliveryDetail>('getEventBusDelivery', {
      params: { busId, busDeliveryId: first?.id ?? '' },
    });
    expect(detail.body.history.map(({ status }) => status)).toEqual([503, 429, 204]);
    const foreign = { org: orgB, params: { busId, busDeliveryId: first?.id ?? '' } };
    expect((await world.call('getEventBusDelivery', foreign)).status).toBe(404);
  }, 30_000);

  it('that are refused are dead letters at once, the next ones come, and a redrive sends them again', async () => {
    await using world = await startWorld();
    await using target = await startTarget((_call, count) => ({ status: count === 1 ? 400 : 200 }));
    const { busId } = await setUp(world, target.url());
    await driverOf(world.node).send([outgoing(1), outgoing(2)]);
    await until([world.node], () => target.received.length >= 2);
    await world.node.lanes.drained();
    const dead = await deliveriesOf(world, busId, { state: 'dead' });
    expect(dead).toMatchObject([
      { eventId: outgoing(1).id, lastStatus: 400, reasonCode: 'target.refused', attempts: 1 },
    ]);
    const redrive = (org: string, deliveryIds?: string[]) =>
      world.call<{ redriven: number }>('postEventBusDeliveriesRedrive', {
        ...{ org, params: { busId }, body: deliveryIds ? { deliveryIds } : {} },
      });
    expect((await redrive(orgB)).status).toBe(404);
    expect((await redrive(orgA, ['999999'])).status).toBe(404);
    expect((await redrive(orgA)).body.redriven).toBe(1);
    await until([world.node], () => target.received.length >= 3);
    await world.node.lanes.drained();
    expect(await deliveriesOf(world, busId, { state: 'dead' })).toEqual([]);
    expect((await redrive(orgA)).body.redriven).toBe(0);
  });

  it('end with the policy of their target: after its attempts, or when the event is too old', async () => {
    await using world = await startWorld();
    await using target = await startTarget(() => ({ status: 500 }));
    const { busId, apiDestinationId } = await setUp(world, target.url('/few'), {
      maximumRetryAttempts: 2,
    });
    const young = { apiDestinationId, maximumEventAgeInSeconds: 60 };
    await addRule(world, busId, { targets: [young] });
    await driverOf(world.node).send([outgoing(1)]);
    await until([world.node], async () => {
      await world.node.clock.advance(1_000);
      return (await deliveriesOf(world, busId, { state: 'dead' })).length === 2;
    });
    const dead = await deliveriesOf(world, busId, { state: 'dead' });
    expect(dead.map(({ reasonCode }) => reasonCode).sort()).toEqual([
      ...['target.age', 'target.attempts'],
    ]);
    expect(dead.find(({ reasonCode }) => reasonCode === 'target.attempts')?.attempts).toBe(3);
  }, 30_000);

  it('wait until the moment that a target names, however it writes it', async () => {
    await using world = await startWorld();
    const { clock } = world.node;
    const at: number[] = [];
    const named = new Date(clock.now().getTime() + 3_600_000);
    named.setMilliseconds(0);
    const answers = [{ status: 429, headers: { 'retry-after': named.toUTCString() } }];
    await using target = await startTarget((_call, count) => {
      at.push(clock.now().getTime());
      return answers[count - 1] ?? { status: 200 };
    });
    await setUp(world, target.url());
    await driverOf(world.node).send([outgoing(1)]);
    await until([world.node], () => target.received.length >= 1);
    await until([world.node], async () => {
      await clock.advance(10_000);
      return target.received.length >= 2;
    });
    expect(at[1]).toBeGreaterThanOrEqual(named.getTime());
  }, 30_000);

  it('do not wait longer than the event may get old', async () => {
    await using world = await startWorld();
    await using target = await startTarget(() => ({
      ...{ status: 503, headers: { 'retry-after': '999999999' } },
    }));
    const { busId } = await setUp(world, target.url(), { maximumEventAgeInSeconds: 60 });
    await driverOf(world.node).send([outgoing(1)]);
    await until([world.node], async () => {
      await world.node.clock.advance(1_000);
      return (await deliveriesOf(world, busId, { state: 'dead' })).length === 1;
    });
    const dead = await deliveriesOf(world, busId, { state: 'dead' });
    expect(dead).toMatchObject([{ reasonCode: 'target.age', lastStatus: 503 }]);
    expect(target.received.length).toBeLessThanOrEqual(3);
  }, 30_000);

  it('have five seconds for each call, and are tried again when there is no answer', async () => {
    await using world = await startWorld();
    await using target = await startTarget((_call, count) =>
      count === 1 ? null : { status: 200 },
    );
    const { busId } = await setUp(world, target.url());
    await driverOf(world.node).send([outgoing(1)]);
    await until([world.node], () => target.received.length >= 1);
    const started = performance.now();
    await until([world.node], async () => {
      const [one] = await deliveriesOf(world, busId);
      return one?.attempts === 1;
    });
    expect(performance.now() - started).toBeGreaterThan(invocationTimeoutMs - 500);
    expect(await deliveriesOf(world, busId)).toMatchObject([
      { state: 'retrying', reasonCode: 'target.timeout', lastStatus: null },
    ]);
    await until([world.node], async () => {
      await world.node.clock.advance(1_000);
      return target.received.length >= 2;
    });
    await world.node.lanes.drained();
    expect(await deliveriesOf(world, busId)).toMatchObject([{ state: 'delivered', attempts: 2 }]);
  }, 60_000);
});
