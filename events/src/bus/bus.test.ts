import type { BusEvent, EventBus, EventRule, PartnerSource } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { orgA, orgB, sourceName, startTarget, until } from './bus.fixture.ts';
import {
  addDestination,
  addRule,
  associate,
  customerEnd,
  deliveriesOf,
  driverOf,
  makeSource,
  outgoing,
  removeSource,
  setUp,
  startWorld,
} from './bus-world.fixture.ts';

type Listing<T> = { readonly entities: readonly T[]; readonly total: number };
const range = (length: number) => Array.from({ length }, (_, index) => index);

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
    await until([node], () => target.received.length >= 1);
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
    await until([world.node], () => target.received.length >= 1);
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

  it('of a replay of the destination come once more under their id, once for each replay', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    await setUp(world, target.url());
    const driver = driverOf(world.node);
    const again = { ...outgoing(1), replay: 'replay-1' };
    await driver.send([outgoing(1), again, outgoing(2)]);
    await driver.send([again, { ...outgoing(1), replay: 'replay-2' }]);
    await until([world.node], () => target.received.length >= 4);
    await world.node.lanes.drained();
    const seen = target.events().map((event) => [event.id, event['replay-name']]);
    expect(seen).toEqual([
      [outgoing(1).id, undefined],
      [outgoing(1).id, 'replay-1'],
      [outgoing(2).id, undefined],
      [outgoing(1).id, 'replay-2'],
    ]);
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
    await until([node], () => target.received.length >= 600);
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
    await until([world.node], () => target.received.length >= 1);
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
    await until([world.node], () => target.received.length >= 1);
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
