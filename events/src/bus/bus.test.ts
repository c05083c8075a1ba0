import type {
  BusDelivery,
  BusDeliveryDetail,
  BusEvent,
  EventBus,
  EventRule,
  PartnerSource,
} from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import {
  addDestination,
  addRule,
  associate,
  type BusWorld,
  customerEnd,
  driverOf,
  makeSource,
  orgA,
  orgB,
  outgoing,
  removeSource,
  sourceName,
  startTarget,
  startWorld,
  until,
} from './bus.fixture.ts';

type Listing<T> = { readonly entities: readonly T[]; readonly total: number };
const range = (length: number) => Array.from({ length }, (_, index) => index);

/** A source, its bus, and a rule that sends to an address. */
const setUp = async (world: BusWorld, url: string, target: object = {}) => {
  await makeSource(world);
  const busId = await associate(world);
  const apiDestinationId = await addDestination(world, url);
  const ruleId = await addRule(world, busId, { targets: [{ apiDestinationId, ...target }] });
  return { busId, apiDestinationId, ruleId };
};

const deliveriesOf = async ({ call }: BusWorld, busId: string, query: object = {}) =>
  (await call<Listing<BusDelivery>>('getEventBusDeliveries', { params: { busId }, query })).body
    .entities;

describe('a partner event source', () => {
  it('is pending, becomes active by association, and is pending again without its bus', async () => {
    await using world = await startWorld();
    await makeSource(world);
    await makeSource(world, orgB);
    const { call, node } = world;
    const seen = await call<Listing<PartnerSource>>('getPartnerSources');
    expect(seen.body.entities).toMatchObject([
      {
        name: sourceName(orgA),
        state: 'PENDING',
        account: '012345678901',
        keptEvents: 0,
        busId: null,
      },
    ]);
    const params = { partnerSourceId: seen.body.entities[0]?.id ?? '' };
    const foreign = await call('postPartnerSourceAssociate', { org: orgB, params });
    expect(foreign.status).toBe(404);
    const busId = await associate(world);
    const state = () => node.buses.sources.state({ org: orgA, name: sourceName(orgA) });
    expect(await state()).toBe('ACTIVE');
    expect((await call('getEventBus', { org: orgB, params: { busId } })).status).toBe(404);
    expect((await call('deleteEventBus', { params: { busId } })).status).toBe(204);
    expect(await state()).toBe('PENDING');
    const other = await call<Listing<PartnerSource>>('getPartnerSources', { org: orgB });
    expect(other.body.entities).toMatchObject([{ state: 'PENDING', name: sourceName(orgB) }]);
  });

  it('is gone after two weeks without a bus, and comes anew', async () => {
    await using world = await startWorld();
    await makeSource(world);
    const { node, call } = world;
    await node.clock.advance(0);
    node.clock.step(14 * 24 * 3_600_000);
    const name = sourceName(orgA);
    expect(await node.buses.sources.state({ org: orgA, name })).toBeNull();
    expect((await call<Listing<PartnerSource>>('getPartnerSources')).body.entities).toEqual([]);
    expect(await driverOf(node).send([outgoing(1)])).toMatchObject({ kind: 'denied' });
    await makeSource(world);
    expect(await node.buses.sources.state({ org: orgA, name })).toBe('PENDING');
  });

  it('that is deleted leaves its rules asleep; they revive when it comes back and is associated', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    const { busId } = await setUp(world, target.url());
    const { call, node } = world;
    const state = async () =>
      (await call<Listing<EventRule>>('getEventRules', { params: { busId } })).body.entities[0]
        ?.state;
    expect(await state()).toBe('ENABLED');
    await removeSource(world);
    expect(await state()).toBe('DELETED');
    expect(await driverOf(node).send([outgoing(1)])).toMatchObject({ kind: 'denied' });
    await makeSource(world);
    expect(await driverOf(node).send([outgoing(1)])).toMatchObject({ kind: 'answered' });
    expect(await associate(world)).toBe(busId);
    expect(await state()).toBe('ENABLED');
    // What came while it was pending goes to the rules that stood already.
    await until([node], () => target.received.length === 1);
  });
});

describe('events', () => {
  it('reach the target of a matching rule in the envelope of AWS, with its headers', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    const { busId } = await setUp(world, target.url('/hook?a=1'));
    const sent = await driverOf(world.node).send([
      outgoing(1),
      outgoing(2, { topic: 'customer.start' }),
    ]);
    expect(sent).toEqual({
      kind: 'answered',
      outcomes: [outgoing(1), outgoing(2, { topic: 'customer.start' })].map(({ id }) => ({
        ...{ kind: 'delivered', remoteId: id },
      })),
    });
    await until([world.node], () => target.received.length === 1);
    const [call] = target.received;
    expect(call).toMatchObject({ path: '/hook?a=1', method: 'POST' });
    expect(call?.headers).toMatchObject({
      'user-agent': 'Amazon/EventBridge/ApiDestinations',
      'content-type': 'application/json; charset=utf-8',
      range: 'bytes=0-1048575',
      'accept-encoding': 'gzip,deflate',
      connection: 'close',
    });
    expect(target.events()).toEqual([
      {
        version: '0',
        id: outgoing(1).id,
        'detail-type': 'v2.detail.events.conversation.{id}.customer.end',
        source: sourceName(orgA),
        account: '012345678901',
        time: '2026-03-19T22:04:48Z',
        region: 'eu-central-1',
        resources: [],
        detail: {
          topicName: 'v2.detail.events.conversation.conversation.customer.end',
          version: '2',
          eventBody: { conversationId: 'conversation', n: 1 },
          metadata: { CorrelationId: 'corr' },
          timestamp: '2026-03-19T22:04:48.123Z',
        },
      },
    ]);
    const { body } = await world.call<Listing<BusEvent>>('getEventBusEvents', {
      params: { busId },
    });
    expect(body.entities.map(({ ruleIds }) => ruleIds.length)).toEqual([0, 1]);
    await until(
      [world.node],
      async () => (await deliveriesOf(world, busId))[0]?.state === 'delivered',
    );
    expect(await deliveriesOf(world, busId)).toMatchObject([{ attempts: 1, lastStatus: 200 }]);
  });

  it('that come a second time are known by their id', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    const { busId } = await setUp(world, target.url());
    const driver = driverOf(world.node);
    await driver.send([outgoing(1), outgoing(2)]);
    await driver.send([outgoing(2), outgoing(3)]);
    await until([world.node], () => target.received.length >= 3);
    await world.node.lanes.drained();
    expect(target.received.length).toBe(3);
    expect((await deliveriesOf(world, busId)).length).toBe(3);
  });

  it('are kept while pending and until a rule has a target; then all come, in the order of their key', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    const { call, node } = world;
    await makeSource(world);
    const driver = driverOf(node);
    const keys = ['one', 'two', 'three'];
    const events = (from: number, to: number) =>
      range(to - from).map((n) => outgoing(from + n, { key: keys[(from + n) % 3] ?? '' }));
    await driver.send(events(0, 150));
    await driver.send(events(150, 300));
    const busId = await associate(world);
    await driver.send(events(300, 450));
    expect((await call<EventBus>('getEventBus', { params: { busId } })).body.keptEvents).toBe(450);
    const apiDestinationId = await addDestination(world, target.url());
    await addRule(world, busId, { targets: [{ apiDestinationId }] });
    // These come while the kept ones are let out, and stand behind them.
    await driver.send(events(450, 600));
    await until([node], () => target.received.length === 600);
    await node.lanes.drained();
    expect(target.received.length).toBe(600);
    for (const key of keys) {
      const numbers = target
        .events()
        .map(({ detail }) => detail['eventBody'] as { conversationId: string; n: number })
        .filter(({ conversationId }) => conversationId === key)
        .map(({ n }) => n);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(numbers.length).toBe(200);
    }
  }, 60_000);

  it('are dropped while pending where that is wanted, as AWS does', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    await makeSource(world);
    const { call, node } = world;
    const { body } = await call<Listing<PartnerSource>>('getPartnerSources');
    const params = { partnerSourceId: body.entities[0]?.id ?? '' };
    await call('patchPartnerSource', { params, body: { dropWhilePending: true } });
    const driver = driverOf(node);
    expect(await driver.send([outgoing(1)])).toMatchObject({ kind: 'answered' });
    const busId = await associate(world);
    const apiDestinationId = await addDestination(world, target.url());
    // There is a bus without rules: what comes now passes by, too.
    await driver.send([outgoing(2)]);
    await addRule(world, busId, { targets: [{ apiDestinationId }] });
    await driver.send([outgoing(3)]);
    await until([node], () => target.received.length > 0);
    await node.lanes.drained();
    expect(target.events().map(({ id }) => id)).toEqual([outgoing(3).id]);
  });

  it('of another organisation stay there', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    await setUp(world, target.url());
    await makeSource(world, orgB);
    const busB = await associate(world, orgB);
    const destinationB = await addDestination(world, target.url('/b'), { org: orgB });
    await addRule(world, busB, { org: orgB, targets: [{ apiDestinationId: destinationB }] });
    await driverOf(world.node, orgB).send([outgoing(1, { org: orgB })]);
    await until([world.node], () => target.received.length === 1);
    await world.node.lanes.drained();
    expect(target.received.map(({ path }) => path)).toEqual(['/b']);
  });

  it('can be sent to try the rules', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    const { busId, ruleId } = await setUp(world, target.url());
    const body = {
      detailType: 'v2.detail.events.conversation.{id}.customer.end',
      detail: { eventBody: { conversationId: 'c' } },
    };
    const sent = await world.call<BusEvent>('postEventBusTestEvents', { params: { busId }, body });
    expect(sent).toMatchObject({ status: 201, body: { ruleIds: [ruleId] } });
    await until([world.node], () => target.received.length === 1);
    expect(target.events()[0]).toEqual(sent.body.envelope);
    const foreign = { org: orgB, params: { busId }, body };
    expect((await world.call('postEventBusTestEvents', foreign)).status).toBe(404);
  });
});

describe('a rule', () => {
  it('is refused when its pattern is malformed, with the place', async () => {
    await using world = await startWorld();
    await makeSource(world);
    const params = { busId: await associate(world) };
    const post = async (rule: object) => {
      const body = { name: 'rule', eventPattern: customerEnd, ...rule };
      const answer = await world.call<{ code: string; details: unknown }>('postEventRules', {
        ...{ params, body },
      });
      return [answer.status, answer.body.code, answer.body.details];
    };
    expect(await post({ eventPattern: '{' })).toEqual([
      ...[400, 'event.pattern.invalid'],
      [{ errorCode: 'pattern.json', fieldName: 'eventPattern' }],
    ]);
    expect(await post({ eventPattern: '{"detail":{"a":[{"prefx":"x"}]}}' })).toEqual([
      ...[400, 'event.pattern.invalid'],
      [
        {
          errorCode: expect.any(String),
          fieldName: expect.stringContaining('eventPattern/detail/a'),
        },
      ],
    ]);
    const unknown = [{ apiDestinationId: orgA }];
    expect((await post({ targets: unknown })).slice(0, 2)).toEqual([
      400,
      'api.destination.unknown',
    ]);
    expect((await post({}))[0]).toBe(201);
    expect((await post({ name: 'RULE' })).slice(0, 2)).toEqual([409, 'event.bus.name.taken']);
    const foreign = { org: orgB, params, body: { name: 'x', eventPattern: customerEnd } };
    expect((await world.call('postEventRules', foreign)).status).toBe(404);
    expect((await world.call('deleteEventBus', { params })).body).toMatchObject({
      code: 'event.bus.has.rules',
    });
  });

  it('that is disabled hears nothing', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    const { busId, ruleId, apiDestinationId } = await setUp(world, target.url());
    await world.call('putEventRule', {
      params: { busId, ruleId },
      body: {
        ...{ name: 'off', eventPattern: customerEnd, enabled: false },
        targets: [{ apiDestinationId }],
      },
    });
    const driver = driverOf(world.node);
    await driver.send([outgoing(1)]);
    await addRule(world, busId, { targets: [{ apiDestinationId }] });
    await driver.send([outgoing(2)]);
    await until([world.node], () => target.received.length > 0);
    await world.node.lanes.drained();
    expect(target.events().map(({ id }) => id)).toEqual([outgoing(2).id]);
  });
});

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
    await until([world.node], () => target.received.length === 1);
    await until([world.node], async () => {
      await clock.advance(1_000);
      return target.received.length === 4;
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
    await until([world.node], () => target.received.length === 2);
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
    await until([world.node], () => target.received.length === 3);
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
});
