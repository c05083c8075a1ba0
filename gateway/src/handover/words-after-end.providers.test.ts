import { describe, expect, it, vi } from 'vitest';
import {
  type Chat,
  chatAt,
  type FakeChatwoot,
  type GatewayWorld,
  handOverToChatwoot,
  handoverWebhookSecret,
  makeChatwoot,
  makeProvider,
  onItsWay,
  soon,
  startFakeChatwoot,
  startFakeHandoverWebhook,
  startGatewayWorld,
  stateOf,
  untilQueued,
  untilState,
} from '../testing/index.ts';

/** How often the bot has answered the question for the opening hours. */
const answersOf = async (chat: Chat) =>
  (await chat.texts()).filter((text) => text?.includes('Monday')).length;

const answeredOnce = async (world: GatewayWorld, chat: Chat) => {
  await vi.waitFor(async () => expect(await answersOf(chat)).toBe(1), soon);
  await vi.waitFor(async () => expect(await onItsWay(world)).toEqual([]), soon);
  await world.main.gateway.lanes.drained();
  expect(await answersOf(chat)).toBe(1);
};

/** Answers wait until it is called. */
const hold = <Name extends string>(state: Record<Name, Promise<void> | null>, name: Name) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  state[name] = promise;
  return () => {
    state[name] = null;
    resolve();
  };
};

/** A chat with an agent of Chatwoot. */
const talkAt = async (world: GatewayWorld, fake: FakeChatwoot) => {
  const provider = await makeChatwoot(world, fake);
  const chat = await chatAt(world, provider);
  const conversation = await handOverToChatwoot(world, fake, chat);
  conversation.assignee = { id: 9, name: 'Grace' };
  await fake.deliver(provider.webhookUrl, fake.said(conversation));
  return { provider, chat, conversation };
};

/** Until Chatwoot is asked something from now on. */
const asked = async (fake: FakeChatwoot, what: RegExp, run: () => Promise<unknown>) => {
  const before = fake.requests.length;
  await run();
  const isAsked = () =>
    fake.requests.slice(before).some(({ method, path }) => what.test(`${method} ${path}`));
  await vi.waitFor(() => expect(isAsked()).toBe(true), soon);
};

const aView = /^GET .*\/conversations\/\d+$/;
const aMessage = /^POST .*\/messages$/;

/** The agent's end is read, and told here only when what is said meanwhile has arrived. */
const endWhile = async (
  { provider, conversation }: Awaited<ReturnType<typeof talkAt>>,
  fake: FakeChatwoot,
  run: () => Promise<unknown>,
) => {
  const release = hold(fake.state, 'heldViews');
  conversation.status = 'resolved';
  await asked(fake, aView, () => fake.deliver(provider.webhookUrl, fake.changed(conversation)));
  await run();
  release();
};

describe('a word on its way at the end', () => {
  it('does not keep a conversation of Chatwoot open that nobody here knows', async () => {
    await using fake = await startFakeChatwoot();
    await using world = await startGatewayWorld();
    const { provider, chat, conversation } = await talkAt(world, fake);
    const release = hold(fake.state, 'held');
    await asked(fake, aMessage, () => chat.say('hours'));
    conversation.status = 'resolved';
    expect(await fake.deliver(provider.webhookUrl, fake.changed(conversation))).toBe(200);
    await untilState(chat, 'completed');
    release();
    await answeredOnce(world, chat);
    expect(conversation.messages.at(-1)?.content).toBe('hours');
    expect(conversation.status).toBe('resolved');
    expect(fake.wrong).toEqual([]);
  });

  it('goes to the bot, too, where Chatwoot has taken it as the end is read', async () => {
    await using fake = await startFakeChatwoot();
    await using world = await startGatewayWorld();
    const talk = await talkAt(world, fake);
    const { chat, conversation } = talk;
    await endWhile(talk, fake, async () => {
      await chat.say('hours');
      await vi.waitFor(() => expect(conversation.messages.at(-1)?.content).toBe('hours'), soon);
      await vi.waitFor(async () => expect(await onItsWay(world)).toEqual([]), soon);
    });
    await untilState(chat, 'completed');
    await answeredOnce(world, chat);
    expect(conversation.status).toBe('resolved');
  });

  it('goes there alone, and the conversation ends at last, where Chatwoot fails to end it at first', async () => {
    await using fake = await startFakeChatwoot();
    await using world = await startGatewayWorld();
    const talk = await talkAt(world, fake);
    const { chat, conversation } = talk;
    const taken = async (word: string) => {
      await chat.say(word);
      await vi.waitFor(() => expect(conversation.messages.at(-1)?.content).toBe(word), soon);
      await vi.waitFor(async () => expect(await onItsWay(world)).toEqual([]), soon);
    };
    await taken('one');
    await taken('two');
    await endWhile(talk, fake, async () => {
      await taken('hours');
      fake.state.failedToggles = 2;
    });
    await untilState(chat, 'completed');
    await answeredOnce(world, chat);
    expect(fake.state.failedToggles).toBe(0);
    expect(conversation.status).toBe('resolved');
    const returned = `select body ->> 'text' as text from activity a
      join handover h on h.session = a.session and a.seq = any (h.returned)`;
    expect(await world.db.query(returned)).toEqual([{ text: 'hours' }]);
  });

  it('is none where nothing was said for long: the agent has opened it again, and has the customer', async () => {
    await using fake = await startFakeChatwoot();
    await using world = await startGatewayWorld();
    const talk = await talkAt(world, fake);
    const { chat, conversation } = talk;
    await world.db.query(`update activity set created_at = created_at - interval '2 minutes'`);
    await endWhile(talk, fake, async () => {
      conversation.status = 'open';
    });
    await untilState(chat, 'completed');
    await vi.waitFor(async () => expect(await onItsWay(world)).toEqual([]), soon);
    expect(conversation.status).toBe('open');
    const said = fake.said(conversation, { content: 'one more thing' });
    await fake.deliver(talk.provider.webhookUrl, said);
    expect(await stateOf(world, chat)).toMatchObject({ state: 'active' });
  });

  it('goes to the bot where a webhook has told the end', async () => {
    await using fake = await startFakeHandoverWebhook();
    await using world = await startGatewayWorld();
    const settings = { webhookAddress: `${fake.origin}/in`, webhookSecret: handoverWebhookSecret };
    const provider = await makeProvider(world, { kind: 'webhook', name: 'Own desk', settings });
    const chat = await chatAt(world, provider);
    await chat.say('agent');
    await vi.waitFor(() => expect(fake.told('start')).toHaveLength(1), soon);
    await untilQueued(world, chat);
    const handoverId = String(fake.told('start')[0]?.['handoverId']);
    const release = hold(fake.state, 'held');
    await chat.say('hours');
    await vi.waitFor(() => expect(fake.told('message')).toHaveLength(1), soon);
    expect(await fake.deliver(provider.webhookUrl, { type: 'end', handoverId })).toBe(200);
    await untilState(chat, 'completed');
    release();
    await answeredOnce(world, chat);
    expect(await stateOf(world, chat)).toMatchObject({ end_reason: 'agent' });
    expect(fake.told('end')).toEqual([]);
  });
});
