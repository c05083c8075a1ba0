import { directLineEvents } from '@tandem/contract';
import { describe, expect, it, vi } from 'vitest';
import {
  handOver,
  minimumPermissions,
  openChat,
  supportQueue as queue,
  soon,
  startServedWorld,
  stateOf,
  untilQueued,
  untilState,
} from '../testing/index.ts';

const ready = async (options: Parameters<typeof startServedWorld>[0] = {}) => {
  const world = await startServedWorld(options);
  return world;
};

describe('handover', () => {
  it('works a second time in the same session, inside and outside the threading window', async () => {
    for (const threading of [true, false]) {
      await using world = await ready();
      const { fake } = world;
      fake.threading = threading;
      const chat = await openChat((await world.endpoint()).base);
      const first = await handOver(world, chat);
      fake.accept(first, 'Grace');
      await fake.say(first, 'one');
      fake.finish(first);
      await untilState(chat, 'completed');
      const second = await handOver(world, chat);
      await untilQueued(world, chat);
      expect(second.id === first.id).toBe(threading);
      // Late events of the first end must not end the second.
      fake.emit(first, 'customer.end');
      fake.emit(first, 'user.end');
      await world.main.gateway.watchRound();
      await chat.say('still there?');
      await vi.waitFor(
        () => expect(fake.textsOf(chat.conversationId).at(-1)).toBe('still there?'),
        soon,
      );
      expect(await stateOf(world, chat)).toMatchObject({ state: 'queued' });
      fake.accept(second, 'Joan');
      await fake.say(second, 'two');
      expect((await chat.activities()).at(-1)).toMatchObject({
        text: 'two',
        from: { name: 'Joan' },
      });
      fake.finish(second);
      await untilState(chat, 'completed');
      expect(fake.state.violations).toEqual([]);
    }
  });

  it('is not ended by an agent who declines or transfers', async () => {
    await using world = await ready();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    await untilQueued(world, chat);
    fake.decline(conversation, fake.alert(conversation, 'Grace'));
    await world.main.gateway.watchRound();
    expect(await stateOf(world, chat)).toMatchObject({ state: 'queued' });
    const agent = fake.accept(conversation, 'Joan');
    await fake.say(conversation, 'hello');
    expect(await stateOf(world, chat)).toMatchObject({ state: 'active' });
    fake.transfer(conversation, agent);
    await vi.waitFor(async () => {
      expect((await chat.events(directLineEvents.agent)).map(({ value }) => value)).toMatchObject([
        { state: 'joined', agent: { name: 'Joan' } },
        { state: 'left', agent: { name: 'Joan' } },
      ]);
    }, soon);
    expect(await stateOf(world, chat)).toMatchObject({ state: 'queued' });
    const waits = (await chat.events(directLineEvents.queueUpdate)).map(
      ({ value }) => (value as { status: string }).status,
    );
    // In the queue at first, and again after Joan's transfer.
    expect(waits[0]).toBe('queued');
    expect(waits.length).toBeGreaterThan(1);
    expect(waits.at(-1)).toBe('queued');
    fake.finish(conversation);
    await untilState(chat, 'completed');
  });

  it('tells the contact centre when the customer leaves', async () => {
    await using world = await ready();
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    await untilQueued(world, chat);
    await chat.post({ type: 'endOfConversation' });
    await untilState(chat, 'completed');
    expect(await chat.events(directLineEvents.ended)).toHaveLength(1);
    expect(await stateOf(world, chat)).toEqual({ state: 'cancelled', end_reason: 'user' });
    await vi.waitFor(
      () => expect(conversation.participants[0]).toMatchObject({ state: 'disconnected' }),
      soon,
    );
    await chat.say('hours');
    await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain('Monday'), soon);
  });

  it('works with the least role: queue as written, a text instead of a disconnect', async () => {
    await using world = await ready({ permissions: minimumPermissions });
    const { fake } = world;
    const chat = await openChat((await world.endpoint({ settings: { queue: 'VIP line' } })).base);
    const conversation = await handOver(world, chat);
    expect(conversation.attributes).toMatchObject({ queueId: 'VIP line' });
    await untilQueued(world, chat);
    await chat.post({ type: 'endOfConversation' });
    await vi.waitFor(
      () => expect(fake.textsOf(chat.conversationId).at(-1)).toBe('User left the conversation'),
      soon,
    );
    expect(fake.state.violations).toEqual([]);
  });

  it('two endpoints over one integration reach two queues', async () => {
    await using world = await ready();
    const other = { id: '22222222-2222-4222-8222-222222222222', name: 'Sales' };
    world.fake.state.queues.push(other);
    const one = await openChat((await world.endpoint({ name: 'One' })).base);
    const two = await openChat(
      (await world.endpoint({ name: 'Two', settings: { queue: other.id } })).base,
    );
    expect((await handOver(world, one)).attributes['queueId']).toBe(queue.id);
    expect((await handOver(world, two)).attributes['queueId']).toBe(other.id);
  });

  it('sends the profile only when it is wished for, and splits long texts', async () => {
    await using world = await ready();
    const { fake } = world;
    const endpoint = await world.endpoint({ settings: { sendProfile: true } });
    const chat = await openChat(endpoint.base, { user: { id: 'dl_1', name: 'Ada King Lovelace' } });
    await handOver(world, chat);
    expect(fake.state.inbound[0]?.from).toMatchObject({
      firstName: 'Ada',
      lastName: 'King Lovelace',
    });
    const long = Array.from({ length: 900 }, (_, n) => `word${n}`).join(' ');
    await chat.say(long);
    await chat.say('after');
    await vi.waitFor(() => expect(fake.textsOf(chat.conversationId).at(-1)).toBe('after'), soon);
    const parts = fake.textsOf(chat.conversationId).slice(1, -1);
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.join(' ')).toBe(long);
  });

  it('renews a refused token once for all, and logs in once for many', async () => {
    await using world = await ready();
    const { fake } = world;
    const { base } = await world.endpoint();
    const chats = await Promise.all(Array.from({ length: 5 }, () => openChat(base)));
    await Promise.all(chats.map((chat) => chat.say('agent')));
    await vi.waitFor(() => expect(fake.state.inbound).toHaveLength(5), soon);
    expect(fake.state.tokenRequests).toBe(1);
    fake.state.tokens.clear();
    await Promise.all(chats.map((chat) => chat.say('hello')));
    await vi.waitFor(() => expect(fake.state.inbound).toHaveLength(10), soon);
    expect(fake.state.tokenRequests).toBe(2);
  });

  it('repeats what failed with the same id, in order, until it is in', async () => {
    await using world = await ready();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    await handOver(world, chat);
    fake.state.failures.push(503, 502);
    for (const text of ['one', 'two', 'three']) await chat.say(text);
    await vi.waitFor(
      () => expect(fake.textsOf(chat.conversationId).slice(1)).toEqual(['one', 'two', 'three']),
      { timeout: 9000, interval: 50 },
    );
  }, 15_000);

  it('goes back to the bot when it cannot begin', async () => {
    await using world = await ready();
    const chat = await openChat((await world.endpoint({ deploymentName: 'Nowhere' })).base);
    await chat.say('agent');
    await untilState(chat, 'failed');
    expect((await chat.events('handoff.status')).at(-1)?.value).toMatchObject({
      reason: 'There is no open messaging platform named "Nowhere".',
    });
    await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain('sorry'), soon);
    await chat.say('hours');
    await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain('Monday'), soon);
  });

  it('ends as timed out when the contact centre gives up', async () => {
    await using world = await ready();
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    await untilQueued(world, chat);
    for (const participant of conversation.participants) {
      participant.state = 'disconnected';
      participant.disconnectType = 'timeout';
    }
    world.fake.emit(conversation, 'customer.end');
    await world.main.gateway.watchRound();
    await untilState(chat, 'failed');
    expect(await stateOf(world, chat)).toEqual({ state: 'timedOut', end_reason: 'timeout' });
    await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain('nobody can'), soon);
  });

  it('passes on that a message of the agent was shown, once', async () => {
    await using world = await ready();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    await untilQueued(world, chat);
    const body = fake.webhookBody(conversation, 'read me');
    await fake.deliver(conversation, body);
    const shown = (await chat.activities()).find(({ text }) => text === 'read me');
    const receipt = {
      type: 'event',
      name: directLineEvents.receipt,
      value: { activityId: shown?.id, status: 'delivered' },
    };
    await chat.post(receipt);
    await chat.post(receipt);
    await chat.post({ ...receipt, value: { activityId: shown?.id, status: 'read', n: 2 } });
    await chat.post({ ...receipt, value: {}, replyToId: String(shown?.id) });
    await chat.post({ ...receipt, value: { activityId: 'nonsense' } });
    await chat.say('after');
    await vi.waitFor(() => expect(fake.textsOf(chat.conversationId).at(-1)).toBe('after'), soon);
    expect(fake.state.receipts).toEqual([body.id]);
    expect(fake.state.violations).toEqual([]);
  });

  it('can be cancelled while waiting, and the chat goes on with the bot', async () => {
    await using world = await ready();
    const chat = await openChat((await world.endpoint()).base);
    await handOver(world, chat);
    await chat.post({ type: 'event', name: 'handoff.cancel' });
    await untilState(chat, 'completed');
    expect(await chat.events(directLineEvents.ended)).toEqual([]);
    await chat.say('hours');
    await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain('Monday'), soon);
  });

  it('shows the waiting time where the contact centre tells it', async () => {
    await using world = await ready();
    world.fake.state.estimatedWaitSeconds = 90;
    const chat = await openChat((await world.endpoint()).base);
    await handOver(world, chat);
    await vi.waitFor(async () => {
      await world.main.gateway.watchRound();
      const update = (await chat.events(directLineEvents.queueUpdate)).at(-1);
      expect(update?.value).toEqual({ status: 'queued', estimatedWaitTime: 90_000 });
    }, soon);
  });

  it('hears over the notification channel, without waiting for the next look', async () => {
    await using world = await ready();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    await vi.waitFor(async () => {
      await world.main.gateway.watchRound();
      expect(fake.feedSockets()).toBe(1);
    }, soon);
    const topics = () =>
      fake.state.requests.filter((request) => request.includes('/subscriptions'));
    await vi.waitFor(() => expect(topics()).toHaveLength(1), soon);
    // From here on nothing looks by itself: the next check is far away.
    await world.db.query(`update handover set next_check_at = now() + interval '1 hour'`);
    fake.accept(conversation, 'Grace');
    await vi.waitFor(
      async () => expect(await chat.events(directLineEvents.agent)).toHaveLength(1),
      soon,
    );
    fake.finish(conversation);
    await untilState(chat, 'completed');
  });

  it('notices what happened while the notification socket was cut', async () => {
    await using world = await ready();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    await vi.waitFor(async () => {
      await world.main.gateway.watchRound();
      expect(fake.feedSockets()).toBe(1);
    }, soon);
    await world.db.query(`update handover set next_check_at = now() + interval '1 hour'`);
    fake.cutFeed();
    fake.finish(conversation);
    await untilState(chat, 'completed');
    expect(await stateOf(world, chat)).toMatchObject({ end_reason: 'system' });
  });

  it('tells customers one name for all agents, where the settings have one', async () => {
    await using world = await ready();
    const { fake } = world;
    const chat = await openChat(
      (await world.endpoint({ settings: { agentName: ' The team ' } })).base,
    );
    const conversation = await handOver(world, chat);
    await untilQueued(world, chat);
    fake.accept(conversation, 'Grace');
    await fake.say(conversation, 'hello');
    expect((await chat.activities()).at(-1)).toMatchObject({ from: { name: 'The team' } });
    await vi.waitFor(async () => {
      await world.main.gateway.watchRound();
      expect((await chat.events(directLineEvents.agent)).map(({ value }) => value)).toMatchObject([
        { state: 'joined', agent: { name: 'The team' } },
      ]);
    }, soon);
    expect(JSON.stringify(await chat.activities())).not.toContain('Grace');
  });

  it('follows the analytics where conversations themselves may not be read', async () => {
    await using world = await ready();
    const { fake } = world;
    fake.state.analyticsOnly = true;
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    await untilQueued(world, chat);
    const agent = fake.accept(conversation, 'Grace');
    await fake.say(conversation, 'hello');
    expect((await chat.activities()).at(-1)).toMatchObject({ from: { name: 'Grace' } });
    fake.transfer(conversation, agent);
    await vi.waitFor(async () => {
      await world.main.gateway.watchRound();
      expect(await stateOf(world, chat)).toMatchObject({ state: 'queued' });
    }, soon);
    fake.finish(conversation);
    await untilState(chat, 'completed');
  });

  it('goes back to the bot when the contact centre has forgotten the conversation', async () => {
    await using world = await ready();
    const { fake, db, main } = world;
    const chat = await openChat((await world.endpoint()).base);
    await handOver(world, chat);
    await untilQueued(world, chat);
    fake.state.conversations.clear();
    await db.query('update handover set next_check_at = null');
    await main.gateway.watchRound();
    // It may only be slow to show up.
    expect(await stateOf(world, chat)).toMatchObject({ state: 'queued' });
    await db.query(
      `update handover set next_check_at = null, created_at = created_at - interval '6 minutes'`,
    );
    await main.gateway.watchRound();
    await untilState(chat, 'completed');
  });

  it('shows an agent who has just come that the customer types, whatever was typed before', async () => {
    await using world = await ready();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    await chat.post({ type: 'typing' });
    fake.accept(conversation, 'Grace');
    await fake.say(conversation, 'hello');
    await chat.post({ type: 'typing' });
    await vi.waitFor(() => expect(fake.state.typing).toHaveLength(1), soon);
  });

  it('relays typing both ways without storing it', async () => {
    await using world = await ready();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    fake.accept(conversation, 'Grace');
    await fake.say(conversation, 'hi');
    const before = await chat.activities();
    const frames: string[] = [];
    const { body } = await (
      await fetch(`${chat.base}/v3/directline/conversations/${chat.conversationId}`, {
        headers: { authorization: `Bearer ${chat.token}` },
      })
    )
      .json()
      .then((json) => ({ body: json as { streamUrl: string } }));
    const socket = new WebSocket(body.streamUrl);
    socket.addEventListener('message', ({ data }) => frames.push(String(data)));
    await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
    const typing = {
      ...fake.webhookBody(conversation, ''),
      type: 'Event',
      events: [{ eventType: 'Typing', typing: { type: 'On', duration: 5000 } }],
    };
    expect(await fake.deliver(conversation, typing)).toBe(200);
    await vi.waitFor(() => expect(frames.join()).toContain('"type":"typing"'), soon);
    await chat.post({ type: 'typing' });
    await chat.post({ type: 'typing' });
    await vi.waitFor(() => expect(fake.state.typing).toEqual([chat.conversationId]), soon);
    expect(await chat.activities()).toEqual(before);
    socket.close();
  });
});
