import { createTestClock, type TestClock } from '@tandem/kit';
import { enqueueWork } from '@tandem/lanes';
import { describe, expect, it, vi } from 'vitest';
import { gatewayQueues } from '../conversations/index.ts';
import { call } from './call.ts';
import { openChat } from './chat.ts';
import { type GatewayWorld, startGatewayWorld } from './gateway-world.ts';
import { handOver, soon, stateOf, untilQueued, untilState } from './handover-steps.ts';

const ready = async (options: Parameters<typeof startGatewayWorld>[0] = {}) => {
  const world = await startGatewayWorld(options);
  world.addIntegration('Tandem');
  return world;
};

/**
 * Moves a clock that stands still until something is so: little by little while the real sockets and tables are busy,
 * in larger steps while everything waits for time to pass.
 */
const until = async ({ db, fake }: GatewayWorld, clock: TestClock, so: () => boolean) => {
  let calm = 0;
  for (let step = 0; !so(); step += 1) {
    if (step > 60_000) throw new Error('did not come about');
    const before = fake.state.requests.length;
    await clock.advance(calm > 20 ? 250 : 2);
    await db.query('select 1');
    calm = fake.state.requests.length === before ? calm + 1 : 0;
  }
};

describe('the rate limit of the contact centre', () => {
  it('paces a burst of 2 000 messages, whole and in order', async () => {
    const clock = createTestClock();
    await using world = await ready({ clock });
    const { fake, db, main } = world;
    const { base } = await world.endpoint({ settings: { queue: '' } });
    const chats = await Promise.all(Array.from({ length: 20 }, () => openChat(base)));
    await Promise.all(chats.map((chat) => chat.say('agent')));
    await until(world, clock, () => fake.state.inbound.length === 20);
    fake.state.rateLimit = 300;
    fake.state.requests.length = 0;
    await Promise.all(
      chats.map(async (chat) => {
        for (let n = 0; n < 100; n += 1) await chat.say(`m${n}`);
      }),
    );
    const startMs = clock.monotonicMs();
    await until(world, clock, () => fake.state.inbound.length === 2020);
    const minutes = (clock.monotonicMs() - startMs) / 60_000;
    expect(minutes).toBeGreaterThan(5);
    expect(minutes).toBeLessThan(12);
    for (const chat of chats)
      expect(fake.textsOf(chat.conversationId).slice(1)).toEqual(
        Array.from({ length: 100 }, (_, n) => `m${n}`),
      );
    expect(await db.query('select id from dead_letter')).toEqual([]);
    expect(fake.state.violations).toEqual([]);
    expect(main.gateway.figures().lanes.deadLetters).toBe(0);
  }, 120_000);
});

describe('repeats after a crash', () => {
  it('of dialogue and sending change nothing', async () => {
    await using world = await ready();
    const { fake, db, main } = world;
    const chat = await openChat((await world.endpoint()).base);
    await handOver(world, chat);
    await chat.say('hello');
    await vi.waitFor(() => expect(fake.textsOf(chat.conversationId).at(-1)).toBe('hello'), soon);
    await untilQueued(world, chat);
    const before = { activities: await chat.activities(), inbound: [...fake.state.inbound] };
    const [session] = await db.query<{ id: number; org: string; part: number; endpoint: string }>(
      'select id, org, part, endpoint from session',
    );
    const [handover] = await db.query<{ id: number }>('select id from handover');
    const users = await db.query<{ seq: number }>(
      `select seq from activity where direction = 'user'`,
    );
    const base = { org: session?.org ?? '', part: session?.part ?? 0, lane: session?.id ?? 0 };
    const sends = [
      { kind: 'start' },
      ...users.slice(1).map(({ seq }) => ({ kind: 'message', seq })),
    ];
    const work = [
      { ...base, queue: gatewayQueues.dialogue, payload: { kind: 'start' } },
      ...users.map(({ seq }) => ({
        ...base,
        queue: gatewayQueues.dialogue,
        payload: { kind: 'activity', seq },
      })),
      ...sends.map((send) => ({
        ...base,
        queue: gatewayQueues.handover,
        payload: { ...send, handover: handover?.id, destination: session?.endpoint },
      })),
    ];
    main.gateway.lanes.committed(await db.transaction((tx) => enqueueWork(tx, work)));
    await vi.waitFor(
      async () => expect(await db.query('select id from lane_work')).toEqual([]),
      soon,
    );
    expect(await chat.activities()).toEqual(before.activities);
    expect(fake.state.inbound).toEqual(before.inbound);
    // The message was sent again, under the id the contact centre knows.
    expect(fake.state.repeats).toHaveLength(1);
  });

  it('of a start that was sent but not noted do not begin a second conversation', async () => {
    await using world = await ready();
    const { fake, db, main } = world;
    const chat = await openChat((await world.endpoint()).base);
    await handOver(world, chat);
    await untilQueued(world, chat);
    // As if the process had died between the contact centre's answer and the commit.
    await db.query(
      `update handover set state = 'requested', remote = '{}', remote_conversation = null`,
    );
    const rows = await db.query<{
      id: number;
      org: string;
      part: number;
      session: number;
      endpoint: string;
    }>(
      'select h.id, h.org, s.part, h.session, h.endpoint from handover h join session s on s.id = h.session',
    );
    const work = rows.map(({ id, org, part, session, endpoint }) => ({
      ...{ org, part, lane: session, queue: gatewayQueues.handover },
      payload: { kind: 'start', handover: id, destination: endpoint },
    }));
    main.gateway.lanes.committed(await db.transaction((tx) => enqueueWork(tx, work)));
    await vi.waitFor(
      async () => expect(await stateOf(world, chat)).toMatchObject({ state: 'queued' }),
      soon,
    );
    expect(fake.state.conversations.size).toBe(1);
    expect(fake.state.inbound).toHaveLength(1);
  });

  it('a process that ends in the middle goes on elsewhere where it was', async () => {
    await using world = await ready();
    const { fake, main } = world;
    const endpoint = await world.endpoint();
    const chat = await openChat(endpoint.base);
    const conversation = await handOver(world, chat);
    await untilQueued(world, chat);
    fake.state.failures.push(...Array<number>(50).fill(503));
    await chat.say('one');
    await chat.say('two');
    await main.stop();
    fake.state.failures.length = 0;
    const next = await world.node('node-after');
    await vi.waitFor(
      () => expect(fake.textsOf(chat.conversationId).slice(1)).toEqual(['one', 'two']),
      { timeout: 20_000, interval: 50 },
    );
    const moved = {
      ...conversation.integration,
      webhookUrl: `${next.origin}/handover/genesysCloudOM`,
    };
    fake.accept(conversation, 'Grace');
    expect(await fake.say({ ...conversation, integration: moved }, 'here I am')).toBe(200);
    const url = `${next.origin}/endpoints/${endpoint.token}/v3/directline/conversations/${chat.conversationId}/activities`;
    const seen = await call<{ activities: { text?: string }[] }>(url, { token: chat.token });
    expect(seen.body.activities.at(-1)?.text).toBe('here I am');
  }, 40_000);
});

describe('two nodes', () => {
  it('serve one conversation together', async () => {
    await using world = await ready();
    const { fake } = world;
    const other = await world.node();
    const endpoint = await world.endpoint();
    const chat = await openChat(endpoint.base);
    const there = `${other.origin}/endpoints/${endpoint.token}/v3/directline/conversations/${chat.conversationId}`;
    const { streamUrl } = (
      await call<{ streamUrl: string }>(`${there}?watermark=0`, { token: chat.token })
    ).body;
    const frames: string[] = [];
    const socket = new WebSocket(streamUrl);
    socket.addEventListener('message', ({ data }) => frames.push(String(data)));
    await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
    // Said here, heard there; said there, answered whoever owns the lane.
    await chat.say('hours');
    await vi.waitFor(() => expect(frames.join()).toContain('Monday'), soon);
    await call(`${there}/activities`, {
      method: 'POST',
      token: chat.token,
      body: { type: 'message', text: 'agent' },
    });
    await untilState(chat, 'accepted');
    await vi.waitFor(() => expect(fake.state.inbound).toHaveLength(1), { timeout: 9000 });
    const conversation = fake.conversationOf(chat.conversationId);
    await untilQueued(world, chat);
    const moved = {
      ...conversation.integration,
      webhookUrl: `${other.origin}/handover/genesysCloudOM`,
    };
    const both = [conversation, { ...conversation, integration: moved }];
    const body = fake.webhookBody(conversation, 'only once');
    await Promise.all(both.map((each) => fake.deliver(each, body)));
    expect((await chat.texts()).filter((text) => text === 'only once')).toHaveLength(1);
    await vi.waitFor(() => expect(frames.join()).toContain('only once'), soon);
    socket.close();
  }, 30_000);
});
