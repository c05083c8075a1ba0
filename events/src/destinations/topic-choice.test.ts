import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type DestinationRequest,
  type EventDestination,
  destinationOperations as operations,
  topics,
} from '@tandem/contract';
import { type Database, derivedUuid } from '@tandem/kit';
import { testDatabase } from '@tandem/kit/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendEvents } from '../event-log.ts';
import { eventsMigrations } from '../index.ts';
import type { RenderEvents } from './destination.model.ts';
import { createDestinationsNode } from './destinations.fixture.ts';
import { orgA as org } from './sender/sender.fixture.ts';

const [one = '', two = '', three = ''] = topics
  .filter(({ template }) => template.startsWith('v2.detail.events.conversation'))
  .map(({ template }) => template);

/** Events say which topic they have. */
const render: RenderEvents = async (events, wanted) =>
  events.flatMap((event) => {
    const { topic, n } = event.data as { topic: string; n: number };
    const about = { topic, topicName: topic, eventBody: { topic, n } };
    return wanted.has(topic)
      ? [{ ...event, ...about, id: derivedUuid(String(event.position.id)) }]
      : [];
  });

type Got = { readonly topic: string; readonly n: number };

const startReceiver = async () => {
  const got: Got[] = [];
  const receiver = { got, refuse: '', url: '', stop: async () => {} };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { detail } = JSON.parse(Buffer.concat(chunks).toString());
    const event = detail.eventBody as Got;
    if (event.topic === receiver.refuse) response.writeHead(500).end();
    else {
      got.push(event);
      response.writeHead(204).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  receiver.stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return receiver;
};

describe('another choice of topics', () => {
  let db: Database;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  /** Sends, and hears of changes when a test says so; the other one answers requests. */
  let sending: ReturnType<typeof createDestinationsNode>;
  let answering: ReturnType<typeof createDestinationsNode>;
  beforeAll(async () => {
    db = await testDatabase({ migrations: [eventsMigrations], max: 12 });
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await db.query('truncate event_log, destination cascade');
    receiver = await startReceiver();
    sending = createDestinationsNode(db, { name: 'sending', render });
    answering = createDestinationsNode(db, { name: 'answering', render });
    await sending.destinations.start();
  });
  afterEach(async () => {
    await sending.stop();
    await answering.stop();
    await receiver.stop();
  });

  const request = (chosen: readonly string[]): DestinationRequest => ({
    ...{ name: 'Orders', kind: 'webhook', topics: [...chosen], settings: { url: receiver.url } },
    secrets: { secret: { kind: 'insecure', value: `whsec_${'A'.repeat(32)}` } },
  });
  const create = async (chosen: readonly string[]) => {
    const body = request(chosen);
    const made = await sending.call<EventDestination>(operations.postEventDestinations, {
      ...{ org, body },
    });
    await expect
      .poll(async () => (await db.query('select from destination where owner is not null')).length)
      .toBe(1);
    return made.id;
  };
  const choose = (id: string, chosen: readonly string[]) =>
    answering.call(operations.putEventDestination, {
      ...{ org, params: { destinationId: id }, body: request(chosen) },
    });
  /** Chosen by one node, and heard by the other. */
  const chosenAndHeard = async (id: string, chosen: readonly string[]) => {
    const before = await versionOf();
    const change = choose(id, chosen);
    await expect.poll(versionOf).toBeGreaterThan(before);
    sending.hear('destination');
    await change;
  };
  const versionOf = async () =>
    (await db.query<{ version: number }>('select version from destination'))[0]?.version ?? 0;
  const happen = async (...events: readonly (readonly [topic: string, n: number])[]) => {
    await db.transaction((tx) =>
      appendEvents(
        tx,
        events.map(([topic, n]) => ({ org, type: 'test', key: 'k', data: { topic, n } })),
      ),
    );
    sending.hear('event_log');
  };
  const numbers = (topic: string) =>
    receiver.got.filter((event) => event.topic === topic).map(({ n }) => n);
  const arrived = async (topic: string, n: number) =>
    expect
      .poll(
        () => {
          sending.hear('event_log');
          return numbers(topic);
        },
        { timeout: 15_000 },
      )
      .toContain(n);

  it('is answered when nobody sends by the old one any more, whichever node answers', async () => {
    const id = await create([one, two]);
    await happen([two, 1]);
    await arrived(two, 1);
    let answered = false;
    const before = await versionOf();
    const change = choose(id, [one]).then(() => {
      answered = true;
    });
    await expect.poll(versionOf).toBeGreaterThan(before);
    // The other node has not heard of it: it sends what it sent before, and the answer waits.
    await happen([two, 2]);
    await arrived(two, 2);
    expect(answered).toBe(false);
    sending.hear('destination');
    await change;
    await happen([two, 3], [one, 4], [two, 5], [one, 6]);
    await arrived(one, 6);
    expect([numbers(two), numbers(one)]).toEqual([
      [1, 2],
      [4, 6],
    ]);
  });

  it('begins now for what is new: earlier events are not sent for it, later ones are', async () => {
    const id = await create([one, two]);
    await sending.call(operations.postEventDestinationPause, {
      org,
      params: { destinationId: id },
    });
    await happen([one, 1], [three, 2], [two, 3]);
    await choose(id, [one, three]);
    await happen([three, 4], [one, 5]);
    await choose(id, [one, three, two]);
    await happen([two, 6], [three, 7]);
    const resume = answering.call(operations.postEventDestinationResume, {
      ...{ org, params: { destinationId: id } },
    });
    await resume;
    sending.hear('destination');
    await arrived(three, 7);
    expect([numbers(one), numbers(two), numbers(three)]).toEqual([[1, 5], [6], [4, 7]]);
  });

  it('counts what was committed after it, though it began before', async () => {
    const id = await create([one]);
    const { promise: open, resolve: commit } = Promise.withResolvers<void>();
    const { promise: written, resolve: wrote } = Promise.withResolvers<void>();
    const late = db.transaction(async (tx) => {
      const event = { org, type: 'test', key: 'k' };
      await appendEvents(tx, [{ ...event, data: { topic: three, n: 2 } }]);
      wrote();
      await open;
    });
    await written;
    await happen([three, 1]);
    await chosenAndHeard(id, [one, three]);
    commit();
    await late;
    await happen([three, 3]);
    await arrived(three, 3);
    await arrived(three, 2);
    expect(numbers(three)).not.toContain(1);
  });

  it('takes away what is parked for a topic that was given up, also when it is chosen again', async () => {
    receiver.refuse = two;
    const id = await create([one, two]);
    await happen([two, 1], [one, 2]);
    const parked = async () =>
      (await db.query<{ n: number }>('select count(*) as n from destination_parked'))[0]?.n;
    await expect.poll(parked).toBe(2);
    await chosenAndHeard(id, [one]);
    await chosenAndHeard(id, [one, two]);
    receiver.refuse = '';
    await arrived(one, 2);
    await happen([two, 3]);
    await arrived(two, 3);
    expect(numbers(two)).toEqual([3]);
    expect(await parked()).toBe(0);
  });
});
