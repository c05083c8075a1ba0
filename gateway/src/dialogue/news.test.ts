import { isFields } from '@tandem/kit';
import { describe, expect, it, vi } from 'vitest';
import {
  handOver,
  openChat,
  type Received,
  startFakeServer,
  startServedWorld,
  untilState,
} from '../testing/index.ts';

/** Much less than a bot may take for its answer, and more than anything else takes. */
const atOnce = { timeout: 4_000, interval: 20 };

/** What a request tells of a handover; null: it is a word of the customer. */
const statusIn = ({ body }: Received): unknown => {
  const data = isFields(body) ? body['data'] : null;
  return isFields(data) && isFields(data['handover']) ? data['handover']['status'] : null;
};

const textIn = ({ body }: Received) => (isFields(body) ? body['text'] : null);

/** A bot that calls agents when it is asked to, and does not answer to news of these kinds. */
const startDeafBot = (deafTo: readonly string[]) =>
  startFakeServer({
    check: () => null,
    answer: (request) => {
      if (deafTo.includes(String(statusIn(request)))) return 'hang';
      const status = statusIn(request);
      if (status) return { body: { messages: [`heard ${status}`] } };
      if (textIn(request) === 'agent') return { body: { messages: ['Wait.'], handover: true } };
      return { body: { messages: [] } };
    },
  });

const withAgent = async (deafTo: readonly string[]) => {
  const world = await startServedWorld();
  const bot = await startDeafBot(deafTo);
  const endpoint = await world.endpoint({
    bot: { kind: 'webhook', settings: { url: bot.origin } },
  });
  const chat = await openChat(endpoint.base);
  const conversation = await handOver(world, chat);
  world.fake.accept(conversation, 'Grace');
  await world.fake.say(conversation, 'Your order number?');
  return {
    ...{ world, bot, chat },
    told: () => bot.requests.map(statusIn).filter(Boolean),
    async [Symbol.asyncDispose]() {
      await bot[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
};

describe('a bot that does not answer to news of a handover', () => {
  it('keeps no word of the customer from the agents', async () => {
    await using made = await withAgent(['queue', 'active']);
    const { world, chat, told } = made;
    await vi.waitFor(() => expect(told()).toContain('queue'), atOnce);
    await chat.say('4711');
    await vi.waitFor(
      () => expect(world.fake.textsOf(chat.conversationId)).toContain('4711'),
      atOnce,
    );
    expect(world.fake.state.violations).toEqual([]);
  });

  it('keeps none though its endpoint had a flow before, which did something about the news', async () => {
    await using made = await withAgent(['queue', 'active']);
    const { world, chat, told } = made;
    await vi.waitFor(() => expect(told()).toContain('queue'), atOnce);
    await world.db.query(
      `insert into lane_work (org, queue, part, lane, payload)
       select s.org, 'gateway.dialogue', s.part, s.id, json_build_object('kind', 'handover', 'handover', h.id,
         'version', h.version, 'status', 'active', 'reason', null)
       from handover h join session s on s.id = h.session`,
    );
    const waiting = () =>
      world.db.query(
        `select from lane_work where queue = 'gateway.dialogue' and payload->>'kind' = 'handover'`,
      );
    await vi.waitFor(async () => expect(await waiting()).toEqual([]), atOnce);
    await chat.say('4711');
    await vi.waitFor(
      () => expect(world.fake.textsOf(chat.conversationId)).toContain('4711'),
      atOnce,
    );
  });

  it('is told of the end all the same, and the customer has it again', async () => {
    await using made = await withAgent(['queue', 'active']);
    const { chat, told, bot } = made;
    await vi.waitFor(() => expect(told()).toContain('queue'), atOnce);
    await chat.say('/end');
    await untilState(chat, 'completed');
    await vi.waitFor(() => expect(told().at(-1)).toBe('cancelled'), atOnce);
    await chat.say('hello again');
    await vi.waitFor(() => expect(bot.requests.map(textIn)).toContain('hello again'), atOnce);
    await made.world.main.gateway.lanes.drained();
    // What was news before is none any more.
    expect(told()).toEqual(['queue', 'cancelled']);
    expect((await chat.texts()).filter((text) => text?.startsWith('heard'))).toEqual([
      'heard cancelled',
    ]);
  });
});

describe('news of a handover', () => {
  it('comes in order, and what the bot says to it while agents have the conversation is not said', async () => {
    await using made = await withAgent([]);
    const { chat, told } = made;
    await vi.waitFor(() => expect(told()).toEqual(['queue', 'active']), atOnce);
    await chat.say('/end');
    await untilState(chat, 'completed');
    await vi.waitFor(() => expect(told()).toEqual(['queue', 'active', 'cancelled']), atOnce);
    await made.world.main.gateway.lanes.drained();
    expect((await chat.texts()).filter((text) => text?.startsWith('heard'))).toEqual([
      'heard cancelled',
    ]);
  });
});
