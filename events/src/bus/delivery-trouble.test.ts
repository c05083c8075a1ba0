import type { ApiDestination } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { orgA, orgB, startTarget, until } from './bus.fixture.ts';
import {
  addDestination,
  addRule,
  associate,
  type BusWorld,
  deliveriesOf,
  driverOf,
  makeSource,
  outgoing,
  startWorld,
} from './bus-world.fixture.ts';

const setUp = async (
  world: BusWorld,
  url: string,
  given: { connection: object; target?: object },
) => {
  await makeSource(world);
  const busId = await associate(world);
  const apiDestinationId = await addDestination(world, url, { connection: given.connection });
  await addRule(world, busId, { targets: [{ apiDestinationId, ...given.target }] });
  return busId;
};

const secret = { kind: 'insecure', value: 'key' };
const apiKey = { kind: 'apiKey', headerName: 'authorization', secret };
const gone = JSON.stringify({ kind: 'locker', lockerId: 'l', credentialId: 'c' });

const loseSecret = async ({ db }: BusWorld): Promise<() => Promise<unknown>> => {
  const [row] = await db.query<{ secret: object }>('select secret from api_destination');
  await db.query('update api_destination set secret = $1', [gone]);
  return () => db.query('update api_destination set secret = $1', [JSON.stringify(row?.secret)]);
};

describe('a delivery whose secret cannot be opened', () => {
  it('waits and tells why; it is delivered when that is put right, and none of it was an attempt', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    const policy = { maximumRetryAttempts: 0 };
    const busId = await setUp(world, target.url(), { connection: apiKey, target: policy });
    const restore = await loseSecret(world);
    await driverOf(world.node).send([1, 2].map((n) => outgoing(n, { key: `key ${n}` })));
    const told = async () => (await deliveriesOf(world, busId)).map(({ reasonCode }) => reasonCode);
    await until([world.node], async () => (await told()).every((code) => code === 'vault.unknown'));
    for (let n = 0; n < 100; n += 1) await world.node.clock.advance(5_000);
    expect(await deliveriesOf(world, busId)).toMatchObject(
      [1, 2].map(() => ({ state: 'retrying', attempts: 0, reason: 'No such secret.' })),
    );
    const destinations = async (org: string) =>
      (await world.call<{ entities: ApiDestination[] }>('getApiDestinations', { org })).body
        .entities;
    const [shown] = await destinations(orgA);
    const problem = { code: 'vault.unknown', reason: 'No such secret.', waiting: 2 };
    expect(shown).toMatchObject({ problem });
    const one = { params: { apiDestinationId: shown?.id ?? '' } };
    expect((await world.call('getApiDestination', one)).body).toMatchObject({ problem });
    expect(await destinations(orgB)).toEqual([]);
    await restore();
    await until([world.node], async () => {
      await world.node.clock.advance(5_000);
      return target.received.length === 2;
    });
    await world.node.lanes.drained();
    expect(await deliveriesOf(world, busId)).toMatchObject(
      [1, 2].map(() => ({ state: 'delivered', attempts: 1, reasonCode: null })),
    );
    expect(target.received.map(({ headers }) => headers.authorization)).toEqual(['key', 'key']);
    expect((await destinations(orgA))[0]).not.toHaveProperty('problem');
  }, 30_000);

  it('is given up when the event is too old, with the reason', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    const policy = { maximumEventAgeInSeconds: 60 };
    const busId = await setUp(world, target.url(), { connection: apiKey, target: policy });
    await loseSecret(world);
    await driverOf(world.node).send([outgoing(1)]);
    await until([world.node], async () => {
      await world.node.clock.advance(1_000);
      return (await deliveriesOf(world, busId, { state: 'dead' })).length === 1;
    });
    expect(await deliveriesOf(world, busId)).toMatchObject([
      { reasonCode: 'target.age', reason: 'No such secret.' },
    ]);
    expect(target.received).toEqual([]);
  }, 30_000);
});

it.each([
  ['a token request that is refused', '/token', 'target.token'],
  ['a token address that may not be called', 'http://10.1.2.3/token', 'egress.blocked'],
])(
  '%s is no end of the event',
  async (_, tokenUrl, code) => {
    await using world = await startWorld();
    let allowed = false;
    await using target = await startTarget(({ path }) => {
      if (path !== '/token') return { status: 200 };
      return allowed
        ? { status: 200, body: JSON.stringify({ access_token: 'token' }) }
        : { status: 401 };
    });
    const connection = { kind: 'oauth', tokenUrl: target.url('/token'), clientId: 'me', secret };
    const policy = { maximumRetryAttempts: 0 };
    const busId = await setUp(world, target.url(), { connection, target: policy });
    const point = (url: string) =>
      world.db.query(
        `update api_destination set connection = jsonb_set(connection, '{tokenUrl}', $1::jsonb)`,
        [JSON.stringify(url)],
      );
    if (!tokenUrl.startsWith('/')) await point(tokenUrl);
    await driverOf(world.node).send([outgoing(1)]);
    await until(
      [world.node],
      async () => (await deliveriesOf(world, busId))[0]?.reasonCode === code,
    );
    expect(await deliveriesOf(world, busId)).toMatchObject([{ state: 'retrying', attempts: 0 }]);
    allowed = true;
    await point(target.url('/token'));
    await until([world.node], async () => {
      await world.node.clock.advance(1_000);
      return (await deliveriesOf(world, busId))[0]?.state === 'delivered';
    });
  },
  30_000,
);

it.each(['\ud800', '\u0000'])(
  'an event with %j holds up no other',
  async (bad) => {
    await using world = await startWorld();
    await using target = await startTarget();
    await makeSource(world);
    const events = [1, 2, 3].map((n) => outgoing(n, { key: `key ${n}` }));
    const poisoned = events.map((event, n) =>
      n === 1 ? { ...event, eventBody: { text: bad } } : event,
    );
    await driverOf(world.node).send(poisoned);
    const busId = await associate(world);
    const apiDestinationId = await addDestination(world, target.url());
    await addRule(world, busId, { targets: [{ apiDestinationId }] });
    await until([world.node], () => target.received.length === 3);
    const { status, body } = await world.call<{ entities: { replayName: string | null }[] }>(
      'getEventBusEvents',
      { params: { busId } },
    );
    expect(status).toBe(200);
    expect(body.entities.map(({ replayName }) => replayName)).toEqual([null, null, null]);
  },
  30_000,
);
