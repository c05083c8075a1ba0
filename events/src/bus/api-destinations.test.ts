import type { ApiDestination, BusDelivery, EventArchive, EventReplay } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { orgB, startTarget, until } from './bus.fixture.ts';
import {
  addDestination,
  addRule,
  associate,
  type BusWorld,
  driverOf,
  makeSource,
  outgoing,
  startWorld,
} from './bus-world.fixture.ts';

type Listing<T> = { readonly entities: readonly T[]; readonly total: number };
type Problem = { readonly code: string; readonly message: string };

const typed = (value: string) => ({ kind: 'insecure', value });

/** A bus with one rule that sends to an API destination. */
const withTarget = async (world: BusWorld, url: string, connection: object) => {
  await makeSource(world);
  const busId = await associate(world);
  const apiDestinationId = await addDestination(world, url, { connection });
  await addRule(world, busId, { targets: [{ apiDestinationId }] });
  return { busId, apiDestinationId };
};

describe('an API destination', () => {
  it('is called with its key, which no answer and no table shows', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    const secret = 'planted-key-4711';
    const { apiDestinationId } = await withTarget(world, target.url('/handover/genesysCloudOM'), {
      ...{ kind: 'apiKey', headerName: 'Authorization', secret: typed(secret) },
    });
    await driverOf(world.node).send([outgoing(1)]);
    await until([world.node], () => target.received.length >= 1);
    expect(target.received[0]).toMatchObject({
      path: '/handover/genesysCloudOM',
      headers: { authorization: secret },
    });
    await world.node.lanes.drained();
    const params = { apiDestinationId };
    const shown = await world.call<ApiDestination>('getApiDestination', { params });
    expect(shown.body.connection).toEqual({
      ...{ kind: 'apiKey', headerName: 'Authorization', secret: { kind: 'insecure' } },
    });
    const tables = ['bus_attempt', 'bus_delivery', 'bus_event', 'audit_outbox', 'lane_work'];
    for (const table of tables)
      expect(JSON.stringify(await world.db.query(`select * from ${table}`))).not.toContain(secret);
    for (const name of [
      'getApiDestination',
      'putApiDestination',
      'deleteApiDestination',
    ] as const) {
      const body = { name: 'x', url: target.url(), connection: { kind: 'none' } };
      expect((await world.call(name, { org: orgB, params, body })).status).toBe(404);
    }
    expect(
      (await world.call<Listing<unknown>>('getApiDestinations', { org: orgB })).body.total,
    ).toBe(0);
  });

  it('is refused with the field that is wrong', async () => {
    await using world = await startWorld();
    const refused = async (body: object) =>
      (await world.call<Problem & { details: unknown }>('postApiDestinations', { body })).body;
    const none = { kind: 'none' };
    const withUser = { name: 'x', url: 'https://ada:pw@example.com/x', connection: none };
    const answer = await refused(withUser);
    expect(answer).toMatchObject({
      ...{ code: 'api.destination.url.user', details: [{ fieldName: 'url' }] },
      message: expect.stringContaining('user name and password do not belong'),
    });
    expect(JSON.stringify(answer)).not.toContain('ada');
    expect(await refused({ ...withUser, url: 'ftp://x' })).toMatchObject({
      ...{ code: 'api.destination.url.invalid', details: [{ fieldName: 'url' }] },
    });
    const key = { kind: 'apiKey', headerName: 'Host', secret: typed('k') };
    expect(
      await refused({ name: 'x', url: 'https://example.com/', connection: key }),
    ).toMatchObject({ details: [{ fieldName: 'headerName' }] });
  });

  it('is called with user and password', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    await withTarget(world, target.url(), { kind: 'basic', username: 'ada', secret: typed('pw') });
    await driverOf(world.node).send([outgoing(1)]);
    await until([world.node], () => target.received.length >= 1);
    const basic = `Basic ${Buffer.from('ada:pw').toString('base64')}`;
    expect(target.received[0]?.headers.authorization).toBe(basic);
  });

  it('is called with a token of client credentials, fetched once, and anew when it is refused', async () => {
    await using world = await startWorld();
    let given = 0;
    await using target = await startTarget(({ path, headers }) => {
      if (path !== '/token')
        return { status: headers.authorization === `Bearer token-${given}` ? 200 : 401 };
      given += 1;
      return {
        status: 200,
        body: JSON.stringify({ access_token: `token-${given}`, expires_in: 3600 }),
      };
    });
    await withTarget(world, target.url('/hook'), {
      ...{ kind: 'oauth', tokenUrl: target.url('/token'), clientId: 'me', scope: 'events' },
      secret: typed('client secret'),
    });
    const driver = driverOf(world.node);
    await driver.send([outgoing(1), outgoing(2)]);
    const hooks = () => target.received.filter(({ path }) => path === '/hook').length;
    await until([world.node], () => hooks() >= 2);
    await world.node.lanes.drained();
    expect(given).toBe(1);
    const [token] = target.received;
    expect(token?.headers.authorization).toBe(
      `Basic ${Buffer.from('me:client+secret').toString('base64')}`,
    );
    expect(token?.body).toBe('grant_type=client_credentials&scope=events');
    given = 10;
    await driver.send([outgoing(3)]);
    await until([world.node], () => hooks() >= 4);
    expect(given).toBe(11);
    expect(target.received.at(-1)?.headers.authorization).toBe('Bearer token-11');
  });

  it.each([
    ['an address without scheme', { url: 'hub.example/hook' }, 'api.destination.url.invalid'],
    ['another scheme', { url: 'ftp://hub.example' }, 'api.destination.url.invalid'],
    ['a password in the address', { url: 'https://a:b@hub.example' }, 'api.destination.url.user'],
    ['a private address', { url: 'http://10.1.2.3/' }, 'egress.blocked'],
    [
      'a key without header',
      { connection: { kind: 'apiKey', secret: typed('x') } },
      'api.destination.connection.incomplete',
    ],
    [
      'a header of the call',
      { connection: { kind: 'apiKey', headerName: 'Host', secret: typed('x') } },
      'api.destination.header.reserved',
    ],
    [
      'no secret',
      { connection: { kind: 'basic', username: 'x' } },
      'api.destination.connection.incomplete',
    ],
    [
      'no token address',
      { connection: { kind: 'oauth', clientId: 'x', secret: typed('x') } },
      'api.destination.connection.incomplete',
    ],
  ])('is refused with %s', async (_what, fault, code) => {
    await using world = await startWorld();
    const body = {
      name: 'hub',
      url: 'http://127.0.0.1:1/',
      connection: { kind: 'none' },
      ...fault,
    };
    const answer = await world.call<Problem>('postApiDestinations', { body });
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect((await world.call<Listing<unknown>>('getApiDestinations')).body.total).toBe(0);
  });

  it('keeps its secret with its address: another one takes it again', async () => {
    await using world = await startWorld();
    const connection = { kind: 'basic', username: 'ada' };
    const apiDestinationId = await addDestination(world, 'http://127.0.0.1:1/a', {
      connection: { ...connection, secret: typed('pw') },
    });
    const put = async (url: string, more: object = {}) => {
      const body = { name: 'hub', url, connection: { ...connection, ...more } };
      return await world.call<Problem>('putApiDestination', { params: { apiDestinationId }, body });
    };
    expect((await put('http://127.0.0.1:1/a')).status).toBe(200);
    expect((await put('http://127.0.0.1:2/a')).body.code).toBe(
      'api.destination.connection.incomplete',
    );
    expect((await put('http://127.0.0.1:2/a', { secret: { kind: 'insecure' } })).status).toBe(400);
    expect((await put('http://127.0.0.1:2/a', { secret: typed('pw') })).status).toBe(200);
  });

  it('that rules send to is not deleted', async () => {
    await using world = await startWorld();
    const { apiDestinationId } = await withTarget(world, 'http://127.0.0.1:1/', { kind: 'none' });
    const params = { apiDestinationId };
    const refused = await world.call<Problem>('deleteApiDestination', { params });
    expect(refused).toMatchObject({ status: 409, body: { code: 'api.destination.in.use' } });
    const free = { apiDestinationId: await addDestination(world, 'http://127.0.0.1:1/') };
    expect((await world.call('deleteApiDestination', { params: free })).status).toBe(204);
  });

  it('is not called where the egress guard refuses, also when the address was allowed before', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    const { busId, apiDestinationId } = await withTarget(world, target.url(), { kind: 'none' });
    // The address was allowed when it was typed.
    await world.db.query('update api_destination set url = $1 where id = $2', [
      ...['http://10.1.2.3/', apiDestinationId],
    ]);
    await driverOf(world.node).send([outgoing(1)]);
    const list = async () =>
      (await world.call<Listing<BusDelivery>>('getEventBusDeliveries', { params: { busId } })).body
        .entities;
    await until([world.node], async () => (await list())[0]?.reasonCode === 'egress.blocked');
    // Somebody may put it right while the event is young enough.
    expect((await list())[0]).toMatchObject({ state: 'retrying', attempts: 0 });
    expect(target.received).toEqual([]);
  });
});

describe('an archive', () => {
  it('keeps what matches, and a replay sends it again, marked with its name', async () => {
    await using world = await startWorld();
    await using target = await startTarget();
    const { busId } = await withTarget(world, target.url(), { kind: 'none' });
    const { call, node } = world;
    const params = { busId };
    const body = {
      ...{ name: 'ends', retentionDays: 1 },
      eventPattern: '{"detail-type":[{"suffix":"customer.end"}]}',
    };
    const made = await call<EventArchive>('postEventArchives', { params, body });
    expect(made.status).toBe(201);
    const numbers = Array.from({ length: 450 }, (_, n) => n);
    for (let at = 0; at < 450; at += 150)
      await driverOf(node).send(
        numbers.slice(at, at + 150).map((n) => outgoing(n, { key: `k${n % 5}` })),
      );
    await driverOf(node).send([outgoing(1, { topic: 'customer.start' })]);
    await until([node], () => target.received.length >= 450);
    const archives = await call<Listing<EventArchive>>('getEventArchives', { params });
    expect(archives.body.entities).toMatchObject([{ name: 'ends', eventCount: 450 }]);
    const wanted = {
      ...{ name: 'again', archiveId: made.body.id },
      ...{ from: '2026-03-19T22:00:00.000Z', to: '2026-03-19T23:00:00.000Z' },
    };
    const start = (more: object = {}, org?: string) =>
      call<EventReplay>('postEventReplays', {
        ...{ params, body: { ...wanted, ...more } },
        ...(org ? { org } : {}),
      });
    expect((await start({}, orgB)).status).toBe(404);
    expect((await start({ to: wanted.from })).status).toBe(400);
    expect((await start({ archiveId: busId })).status).toBe(400);
    expect((await start()).status).toBe(201);
    expect((await start()).status).toBe(409);
    await until([node], () => target.received.length >= 900);
    await node.lanes.drained();
    const replayed = target.events().slice(450);
    expect(new Set(replayed.map((event) => event['replay-name']))).toEqual(new Set(['again']));
    expect(new Set(replayed.map(({ id }) => id)).size).toBe(450);
    const replays = await call<Listing<EventReplay>>('getEventReplays', { params });
    expect(replays.body.entities).toMatchObject([{ state: 'COMPLETED', replayed: 450 }]);
    // What an archive gave does not come into it again.
    const after = await call<Listing<EventArchive>>('getEventArchives', { params });
    expect(after.body.entities).toMatchObject([{ eventCount: 450 }]);
    const archiveId = made.body.id;
    expect(
      (await call('deleteEventArchive', { org: orgB, params: { busId, archiveId } })).status,
    ).toBe(404);
    expect((await call('deleteEventArchive', { params: { busId, archiveId } })).status).toBe(204);
  }, 60_000);
});
