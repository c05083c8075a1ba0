import { createServer } from 'node:http';
import { directLineEvents } from '@tandem/contract';
import { describe, expect, it, vi } from 'vitest';
import {
  type Chat,
  type GatewayWorld,
  handOver,
  minimumPermissions,
  openChat,
  supportQueue as queue,
  soon,
  startServedWorld,
  stateOf,
} from '../testing/index.ts';

const observations = 'POST /api/v2/analytics/queues/observations/query';

const ready = async (options: Parameters<typeof startServedWorld>[0] = {}) => {
  const world = await startServedWorld(options);
  return world;
};

/** Puts conversations into the queue: name and priority, the first waits longest. */
const enqueue = ({ fake }: GatewayWorld, ...ids: readonly (readonly [string, number?])[]) => {
  fake.state.waiting.splice(0, fake.state.waiting.length);
  for (const [index, [conversationId, priority = 0]] of ids.entries())
    fake.state.waiting.push({
      queueId: queue.id,
      conversationId,
      priority,
      since: new Date(1_000 * (index + 1)),
    });
  fake.emitQueue(queue.id);
};

const placesOf = async (chat: Chat) =>
  (await chat.events(directLineEvents.queueUpdate)).flatMap(
    ({ value }) => (value as { position?: number }).position ?? [],
  );
const untilPlace = (chat: Chat, place: number) =>
  vi.waitFor(async () => expect((await placesOf(chat)).at(-1)).toBe(place), soon);

describe('the place in the queue', () => {
  it('is told to everybody who waits, by priority and time, and again when others leave', async () => {
    await using world = await ready();
    const { base } = await world.endpoint();
    const [one, two, vip] = await Promise.all([openChat(base), openChat(base), openChat(base)]);
    const ids = [];
    for (const chat of [one, two, vip]) ids.push((await handOver(world, chat)).id);
    const [first = '', second = '', important = ''] = ids;
    enqueue(world, ['stranger'], [first], [second], [important, 10]);
    await world.main.gateway.watchRound();
    await untilPlace(vip, 1);
    await untilPlace(one, 3);
    await untilPlace(two, 4);
    enqueue(world, [first], [second], [important, 10]);
    await untilPlace(two, 3);
    enqueue(world, [second]);
    await untilPlace(two, 1);
    // Told when it changes and not otherwise; what is stored is what a reload reads.
    expect(await placesOf(two)).toEqual([4, 3, 1]);
    expect(world.fake.state.violations).toEqual([]);
  }, 30_000);

  it('reaches the bot with the waiting time, the newest only', async () => {
    await using world = await ready();
    world.fake.state.estimatedWaitSeconds = 90;
    const heard: unknown[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        const { text, data } = JSON.parse(Buffer.concat(chunks).toString());
        if (data?.event === 'handover') heard.push(data.handover);
        response.end(JSON.stringify(text === 'agent' ? { handover: true } : {}));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const bot = { kind: 'webhook', settings: { url: `http://127.0.0.1:${port}/` } };
    const chat = await openChat((await world.endpoint({ bot })).base);
    const { id } = await handOver(world, chat);
    enqueue(world, ['other'], [id]);
    await world.main.gateway.watchRound();
    await vi.waitFor(
      () =>
        expect(heard.at(-1)).toEqual({
          status: 'queue',
          reason: null,
          position: 2,
          estimatedWaitTime: 90_000,
        }),
      soon,
    );
    server.closeAllConnections();
    server.close();
  }, 15_000);

  it('is not told any more once an agent has accepted', async () => {
    await using world = await ready();
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    enqueue(world, ['other'], [conversation.id]);
    await world.main.gateway.watchRound();
    await untilPlace(chat, 2);
    world.fake.accept(conversation, 'Grace');
    await vi.waitFor(
      async () => expect(await chat.events(directLineEvents.agent)).toHaveLength(1),
      soon,
    );
    enqueue(world, [conversation.id]);
    await world.fake.say(conversation, 'hello');
    expect(await stateOf(world, chat)).toMatchObject({ state: 'active' });
    expect(await placesOf(chat)).toEqual([2]);
  }, 15_000);

  it('is void while a flow of the contact centre asks the customer, until the customer is in a queue', async () => {
    await using world = await ready();
    const { fake } = world;
    fake.state.estimatedWaitSeconds = 60;
    const { base } = await world.endpoint({ settings: { queue: queue.id } });
    const chat = await openChat(base);
    const conversation = await handOver(world, chat);
    const told = async () =>
      (await chat.events(directLineEvents.queueUpdate)).map(({ value }) => value);
    await world.main.gateway.watchRound();
    await vi.waitFor(
      async () => expect((await told()).at(-1)).toMatchObject({ estimatedWaitTime: 60_000 }),
      soon,
    );
    const acd = conversation.participants.findIndex(({ purpose }) => purpose === 'acd');
    const [waiting] = conversation.participants.splice(acd, 1);
    const body = fake.webhookBody(conversation, 'What is your order number?');
    expect(await fake.deliver(conversation, { ...body, originatingEntity: 'Bot' })).toBe(200);
    const before = await told();
    fake.state.estimatedWaitSeconds = 90;
    // Whenever the next look would come by itself.
    const lookNow = async () => {
      await world.db.query('update handover set next_check_at = now()');
      await world.main.gateway.watchRound();
    };
    await lookNow();
    expect(await told()).toEqual(before);
    if (waiting) conversation.participants.push(waiting);
    await lookNow();
    await vi.waitFor(
      async () =>
        expect((await told()).slice(before.length)).toEqual([
          { status: 'queued' },
          { status: 'queued', estimatedWaitTime: 90_000 },
        ]),
      soon,
    );
    expect(fake.state.violations).toEqual([]);
  }, 15_000);

  it('is left out where the client may not know it, without asking again and again', async () => {
    await using world = await ready({ permissions: minimumPermissions });
    const { fake } = world;
    const { base } = await world.endpoint({ settings: { queue: queue.id } });
    const chat = await openChat(base);
    const { id } = await handOver(world, chat);
    enqueue(world, ['other'], [id]);
    await world.main.gateway.watchRound();
    const asked = () => fake.state.requests.filter((request) => request === observations).length;
    await vi.waitFor(() => expect(asked()).toBe(1), soon);
    const other = await openChat(base);
    await handOver(world, other);
    enqueue(world, [id]);
    await world.main.gateway.watchRound();
    await chat.say('still here');
    await vi.waitFor(
      () => expect(fake.textsOf(chat.conversationId).at(-1)).toBe('still here'),
      soon,
    );
    expect(asked()).toBe(1);
    expect(await placesOf(chat)).toEqual([]);
    expect(fake.state.violations).toEqual([]);
  }, 15_000);

  it('is never counted from a part of the queue', async () => {
    await using world = await ready();
    world.fake.state.mostObservations = 1;
    const chat = await openChat((await world.endpoint()).base);
    const { id } = await handOver(world, chat);
    enqueue(world, [id], ['other']);
    await world.main.gateway.watchRound();
    const asked = () => world.fake.state.requests.filter((request) => request === observations);
    await vi.waitFor(() => expect(asked().length).toBeGreaterThan(0), soon);
    await chat.say('hello');
    expect(await placesOf(chat)).toEqual([]);
  }, 15_000);
});
