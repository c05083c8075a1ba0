import { isFields } from '@tandem/kit';
import { describe, expect, it, vi } from 'vitest';
import {
  type Chat,
  handOver,
  openChat,
  type Received,
  soon,
  startFakeServer,
  startServedWorld,
  untilCompleted,
  untilState,
} from '../testing/index.ts';

const fieldsIn = ({ body }: Received) => (isFields(body) ? body : {});

const statusIn = (request: Received) => {
  const { data } = fieldsIn(request);
  return isFields(data) && isFields(data['handover']) ? data['handover']['status'] : null;
};

/** A bot that calls agents whatever it is told of the customer or of a handover. */
const startPushyBot = () =>
  startFakeServer({
    check: () => null,
    answer: (request) => {
      const { type } = fieldsIn(request);
      return { body: { messages: [], handover: type === 'message' || type === 'handover' } };
    },
  });

const askedIn = async (chat: Chat) =>
  (await chat.events('handoff.status')).filter(({ value }) =>
    isFields(value) ? value['status'] === 'requested' : false,
  ).length;

describe('a bot that calls agents in answer to nobody having come', () => {
  it('has them called by what the customer says, and not again by that answer', async () => {
    await using world = await startServedWorld();
    world.fake.state.onQueue['NOT_RESPONDING'] = 2;
    await using bot = await startPushyBot();
    const endpoint = await world.endpoint({
      bot: { kind: 'webhook', settings: { url: bot.origin } },
      settings: { checkAvailability: true },
    });
    const chat = await openChat(endpoint.base);
    await chat.say('agent');
    await untilState(chat, 'failed');
    const told = () => bot.requests.filter((request) => statusIn(request) === 'error');
    await vi.waitFor(() => expect(told()).not.toEqual([]), soon);
    await world.main.gateway.lanes.drained();
    expect(await askedIn(chat)).toBe(1);
    expect(told().map((request) => fieldsIn(request)['canHandOver'])).toEqual([false]);
    await chat.say('an agent, please');
    await vi.waitFor(async () => expect(await askedIn(chat)).toBe(2), soon);
  });
});

describe('a bot that calls agents in answer to the end of a handover', () => {
  const started = async () => {
    const world = await startServedWorld();
    const bot = await startPushyBot();
    const endpoint = await world.endpoint({
      bot: { kind: 'webhook', settings: { url: bot.origin } },
    });
    const chat = await openChat(endpoint.base);
    const may = (status: string) =>
      bot.requests
        .filter((request) => statusIn(request) === status)
        .map((request) => fieldsIn(request)['canHandOver']);
    const another = (count: number) =>
      vi.waitFor(async () => expect(await askedIn(chat)).toBe(count), soon);
    return { world, bot, chat, may, another };
  };

  it('calls them once more, and then not until the customer has said something', async () => {
    const { world: made, bot: pushy, chat, may, another } = await started();
    await using world = made;
    await using _ = pushy;
    const conversation = await handOver(world, chat);
    world.fake.accept(conversation, 'Grace');
    world.fake.finish(conversation);
    await vi.waitFor(async () => {
      await world.main.gateway.watchRound();
      expect(await askedIn(chat)).toBe(2);
    }, soon);
    await vi.waitFor(() => expect(world.fake.state.inbound.length).toBeGreaterThan(1), soon);
    const second = world.fake.conversationOf(chat.conversationId);
    world.fake.accept(second, 'Ada');
    world.fake.finish(second);
    await untilCompleted(world, chat);
    await world.main.gateway.lanes.drained();
    expect(may('completed')).toEqual([true, false]);
    expect(await askedIn(chat)).toBe(2);
    expect(await world.db.query("select ok from hop where summary = 'handover not begun'")).toEqual(
      [{ ok: false }],
    );
    await chat.say('somebody else, please');
    await another(3);
  });

  it('calls them again after a customer cancels, and not after the next time', async () => {
    const { world: made, bot: pushy, chat, may, another } = await started();
    await using world = made;
    await using _ = pushy;
    await handOver(world, chat);
    const cancel = () => chat.post({ type: 'event', name: 'handoff.cancel', from: { id: 'me' } });
    await cancel();
    await another(2);
    await cancel();
    await vi.waitFor(() => expect(may('cancelled')).toEqual([true, false]), soon);
    await world.main.gateway.lanes.drained();
    expect(await askedIn(chat)).toBe(2);
  });
});

it('a word that waits for the bot while it calls agents once more is told to them once', async () => {
  await using world = await startServedWorld();
  let told = false;
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  await using bot = await startFakeServer({
    check: () => null,
    answer: async (request) => {
      const ended = statusIn(request) === 'completed';
      told ||= ended;
      if (ended) await held;
      const first = fieldsIn(request)['type'] === 'message';
      return { body: { messages: [], handover: first || ended } };
    },
  });
  const endpoint = await world.endpoint({
    bot: { kind: 'webhook', settings: { url: bot.origin } },
  });
  const chat = await openChat(endpoint.base);
  const conversation = await handOver(world, chat);
  world.fake.accept(conversation, 'Grace');
  world.fake.finish(conversation);
  await vi.waitFor(async () => {
    await world.main.gateway.watchRound();
    expect(told).toBe(true);
  }, soon);
  await chat.say('One more thing');
  release();
  await vi.waitFor(async () => expect(await askedIn(chat)).toBe(2), soon);
  await world.main.gateway.lanes.drained();
  await vi.waitFor(() => {
    const read = world.fake.textsOf(chat.conversationId).join('\n');
    expect(read.split('One more thing')).toHaveLength(2);
  }, soon);
});
