import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type DestinationCall,
  type DestinationDeadLetter,
  type DestinationRequest,
  type DestinationTest,
  type EventDestination,
  type Listing,
  destinationOperations as operations,
} from '@tandem/contract';
import { type Database, derivedUuid } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendEvents, eventsHeldBack } from '../event-log.ts';
import { eventsMigrations } from '../index.ts';
import { createDestinationsNode, known } from './destinations.fixture.ts';

const [orgA, orgB] = [derivedUuid('organisation a'), derivedUuid('organisation b')];
const secret = `whsec_${Buffer.from('planted secret of a webhook').toString('base64')}`;

/** Takes everything, or answers as it is told. */
const startReceiver = async () => {
  const receiver = { status: 204, got: [] as { id: string; n: number }[] };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { id, detail } = JSON.parse(Buffer.concat(chunks).toString()) as {
      id: string;
      detail: { eventBody: { n: number } };
    };
    if (receiver.status < 300) receiver.got.push({ id, n: detail.eventBody.n });
    response.writeHead(receiver.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
};

describe('event destinations', () => {
  let db: Database;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let node: ReturnType<typeof createDestinationsNode>;
  beforeAll(async () => {
    db = await testDatabase({ migrations: [eventsMigrations], max: 10 });
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.query('truncate event_log, destination cascade');
    receiver = await startReceiver();
    node = createDestinationsNode(db);
    await node.destinations.start();
  });
  afterEach(async () => {
    await node.stop();
    await receiver.stop();
  });

  const webhook = (given: Partial<DestinationRequest> = {}): DestinationRequest => ({
    ...{ name: 'Orders', kind: 'webhook', topics: [known], settings: { url: receiver.url } },
    secrets: { secret: { kind: 'insecure', value: secret } },
    ...given,
  });
  const create = (given: Partial<DestinationRequest> = {}, org = orgA) =>
    node.call<EventDestination>(operations.postEventDestinations, { org, body: webhook(given) });
  const one = (destinationId: string) => ({ org: orgA, params: { destinationId } });
  const get = (id: string) => node.call<EventDestination>(operations.getEventDestination, one(id));
  const happen = (numbers: readonly number[], org = orgA) =>
    db
      .transaction((tx) =>
        appendEvents(
          tx,
          numbers.map((n) => ({ org, type: 'test', key: `k${n % 3}`, data: { n } })),
        ),
      )
      .then(() => node.hear('event_log'));
  const range = (count: number, from = 0) => Array.from({ length: count }, (_, n) => n + from);
  const sorted = () => receiver.got.map(({ n }) => n).toSorted((a, b) => a - b);

  it('are made, send, and tell how they are; the secret is never answered nor stored', async () => {
    const made = await create();
    expect(made).toMatchObject({
      ...{ name: 'Orders', kind: 'webhook', state: 'running', managed: false, envelope: 'native' },
      ...{ secrets: { secret: { kind: 'insecure' } }, reportedState: { code: 'ACTIVE' } },
    });
    await happen(range(20));
    await expect.poll(() => receiver.got.length).toBe(20);
    await expect.poll(async () => (await get(made.id)).delivered).toBe(20);
    // A webhook cannot be asked; that it has taken something tells.
    expect(await node.call(operations.getEventDestinationRemote, one(made.id))).toMatchObject({
      state: 'active',
    });
    expect(await get(made.id)).toMatchObject({ lag: { parkedEvents: 0 }, deadLetters: 0 });
    const stored = await db.query('select row_to_json(d)::text as text from destination d');
    expect(JSON.stringify([made, stored, node.notes])).not.toContain(secret);
    expect(node.notes).toMatchObject([
      {
        action: 'create',
        entity: { type: 'destination', name: 'Orders' },
        changes: { secret: {} },
      },
    ]);
  });

  it('are nobody else’s', async () => {
    const { id } = await create();
    for (const operation of [
      operations.getEventDestination,
      operations.deleteEventDestination,
      operations.postEventDestinationPause,
      operations.postEventDestinationTest,
      operations.getEventDestinationCalls,
      operations.getEventDestinationDeadLetters,
      operations.getEventDestinationReplays,
    ])
      await expect(
        node.call(operation, { org: orgB, params: { destinationId: id } }),
      ).rejects.toMatchObject({ status: 404 });
    const list = await node.call<Listing<EventDestination>>(operations.getEventDestinations, {
      org: orgB,
    });
    expect(list.entities).toEqual([]);
    await expect(create({}, orgB)).resolves.toMatchObject({ name: 'Orders' });
  });

  it.each([
    ['destination.kind.unknown', { kind: 'pigeon' }],
    ['destination.kind.unknown', { kind: 'toString' }],
    ['destination.topic.unknown', { topics: ['v2.nothing'] }],
    ['destination.topic.unknown', { topics: ['v2.system.socket_closing'] }],
    ['destination.setting.missing', { settings: {} }],
    ['destination.setting.missing', { secrets: {} }],
    ['destination.setting.invalid', { settings: { url: 'ftp://x' } }],
    ['destination.setting.invalid', { settings: { url: 'https://name:word@x' } }],
    ['destination.setting.invalid', { settings: { url: 7 } }],
    [
      'destination.setting.invalid',
      { secrets: { secret: { kind: 'insecure' as const, value: 'plain' } } },
    ],
    ['destination.position.invalid', { start: { at: 'position' as const, position: '7' } }],
    ['destination.position.invalid', { start: { at: 'time' as const, time: 'noon' } }],
    [
      'destination.position.ahead',
      { start: { at: 'position' as const, position: '9999999999999999999-0' } },
    ],
    ['destination.envelope.unknown', { kind: 'aws-bus', envelope: 'cloudevents' as const }],
  ])('are refused with %s: %j', async (code, given) => {
    await expect(create(given)).rejects.toMatchObject({ status: 400, code });
    expect(await db.query('select from destination')).toEqual([]);
  });

  it('have a name of their own', async () => {
    await create();
    await expect(create({ name: ' ORDERS ' })).rejects.toMatchObject({ status: 409 });
  });

  it('want their secrets again when they lead elsewhere', async () => {
    const { id } = await create();
    const body = webhook({
      ...{
        settings: { url: 'https://elsewhere.example' },
        secrets: { secret: { kind: 'insecure' } },
      },
    });
    await expect(
      node.call(operations.putEventDestination, { ...one(id), body }),
    ).rejects.toMatchObject({ status: 400, code: 'destination.secrets.again' });
    const same = webhook({ name: 'Renamed', secrets: { secret: { kind: 'insecure' } } });
    await node.call(operations.putEventDestination, { ...one(id), body: same });
    await happen([1]);
    await expect.poll(() => sorted()).toEqual([1]);
  });

  it('pause and resume without loss', async () => {
    const { id } = await create();
    await happen([1]);
    await expect.poll(() => sorted()).toEqual([1]);
    const paused = await node.call<EventDestination>(operations.postEventDestinationPause, one(id));
    expect(paused).toMatchObject({ state: 'paused', reportedState: { code: 'INACTIVE' } });
    await happen([2, 3]);
    expect((await get(id)).lag).toMatchObject({ events: 2 });
    await node.call(operations.postEventDestinationResume, one(id));
    await expect.poll(() => sorted()).toEqual([1, 2, 3]);
    expect(node.notes.map(({ action }) => action)).toEqual(['create', 'deactivate', 'activate']);
  });

  it('begin where they are told to', async () => {
    await happen([1, 2]);
    await create({ start: { at: 'earliest' } });
    await expect.poll(() => sorted()).toEqual([1, 2]);
    await happen([3]);
    await expect.poll(() => sorted()).toEqual([1, 2, 3]);
    const { position } = (
      await node.call<Listing<EventDestination>>(operations.getEventDestinations, { org: orgA })
    ).entities[0] as EventDestination;
    expect(position).toMatch(/^\d+-\d+$/);
    const [row] = await db.query<{ at: Date }>("select at from event_log where data->>'n' = '3'");
    await create({ name: 'later', start: { at: 'time', time: row?.at.toISOString() ?? '' } });
    await expect.poll(() => sorted()).toEqual([1, 2, 3, 3]);
  });

  it('replay a part of the log under the same ids', async () => {
    const { id } = await create();
    await happen(range(9));
    await expect.poll(() => receiver.got.length).toBe(9);
    const body = { from: { at: 'earliest' } };
    await node.call(operations.postEventDestinationReplays, { ...one(id), body });
    await expect(
      node.call(operations.postEventDestinationReplays, { ...one(id), body }),
    ).rejects.toMatchObject({ status: 409 });
    await expect.poll(() => receiver.got.length).toBe(18);
    expect(new Set(receiver.got.map((event) => event.id)).size).toBe(9);
    const replays = () =>
      node.call<{ entities: { state: string }[] }>(operations.getEventDestinationReplays, one(id));
    await expect.poll(async () => (await replays()).entities[0]?.state).toBe('completed');
  });

  it('keep dead letters, send them again on request, and log every call', async () => {
    const { id } = await create();
    receiver.status = 400;
    await happen([1, 2]);
    const letters = () =>
      node.call<Listing<DestinationDeadLetter>>(operations.getEventDestinationDeadLetters, one(id));
    await expect.poll(async () => (await letters()).total).toBe(2);
    expect((await letters()).entities[0]).toMatchObject({ code: 'http.400', attempts: 1 });
    const failed = await node.call<Listing<DestinationCall>>(operations.getEventDestinationCalls, {
      ...one(id),
      query: { failed: true },
    });
    expect(failed.entities).toHaveLength(2);
    expect(failed.entities[0]).toMatchObject({ result: 'refused', code: 'http.400' });
    receiver.status = 204;
    const redrive = (body: object) =>
      node.call(operations.postEventDestinationDeadLettersRedrive, { ...one(id), body });
    expect(await redrive({})).toEqual({ redriven: 2 });
    expect(await redrive({})).toEqual({ redriven: 0 });
    await expect.poll(() => sorted()).toEqual([1, 2]);
    expect((await letters()).entities.every(({ dateRedriven }) => dateRedriven !== null)).toBe(
      true,
    );
  });

  it('send a test event, whatever their state, and tell what came of it', async () => {
    const { id } = await create({ state: 'paused' });
    const test = () => node.call<DestinationTest>(operations.postEventDestinationTest, one(id));
    expect(await test()).toMatchObject({ result: 'delivered', code: null });
    receiver.status = 403;
    expect(await test()).toMatchObject({ result: 'denied', code: 'http.403' });
  });

  it('say how much a topic would bring', async () => {
    await happen(range(40));
    // Transactions of other tests hold the end of the log back.
    await expect.poll(() => eventsHeldBack(db)).toBe(false);
    const { topics } = await node.call<{ topics: { topic: string; eventsPerDay: number }[] }>(
      operations.getEventVolume,
      { org: orgA },
    );
    expect(topics.find(({ topic }) => topic === known)).toEqual({ topic: known, eventsPerDay: 40 });
    expect(topics.length).toBeGreaterThan(20);
  });

  it('of an integration are changed by it alone', async () => {
    const id = derivedUuid('integration');
    const source = {
      name: 'aws.partner/genesys.com/cloud/x/y',
      account: '012345678901',
      region: 'eu-central-1',
    };
    const { port } = node.destinations;
    const stored = {
      secret: { kind: 'insecure' as const, sealed: [...secret].toReversed().join('') },
    };
    await db.transaction(async (tx) => {
      await port.put(
        {
          id,
          org: orgA,
          kind: 'webhook',
          name: 'Source',
          settings: { url: receiver.url },
          secrets: stored,
          topics: [known],
          source,
        },
        tx,
      );
      await port.setState(id, orgA, 'running', tx);
    });
    node.hear('destination');
    await happen([1]);
    await expect.poll(() => sorted()).toEqual([1]);
    expect(await port.reported(id, orgA)).toMatchObject({ state: 'ACTIVE' });
    expect(await port.reported(id, orgB)).toBeNull();
    await expect(node.call(operations.deleteEventDestination, one(id))).rejects.toMatchObject({
      status: 409,
      code: 'destination.managed',
    });
    const heard: string[] = [];
    port.onReported((_id, _org, { code }) => heard.push(code ?? ''));
    receiver.status = 401;
    await happen([2]);
    await expect.poll(() => heard).toEqual(['http.401']);
    expect(await port.reported(id, orgA)).toMatchObject({ state: 'ERROR', code: 'http.401' });
    await db.transaction((tx) => port.remove(id, orgA, tx));
    node.hear('destination');
    expect(await port.reported(id, orgA)).toBeNull();
    await expect(
      db.transaction((tx) =>
        port.put(
          {
            id,
            org: orgA,
            kind: 'aws-bus',
            name: 'x',
            settings: { eventBus: 'a bus' },
            topics: [],
            source,
          },
          tx,
        ),
      ),
    ).rejects.toMatchObject({ status: 400, code: 'destination.setting.invalid' });
  });
});
