import { createTestClock, systemClock } from '@tandem/kit';
import { expect, it, vi } from 'vitest';
import {
  type Chat,
  chosen,
  handoverWebhookSecret,
  makeEndpoint,
  makeProvider,
  openChat,
  soon,
  startFakeHandoverWebhook,
  startGatewayWorld,
  stateOf,
  untilQueued,
} from '../../testing/index.ts';

/** A chat that waits for an agent behind a webhook, and what happens where nobody comes. */
const waiting = async (onFail: 'bot' | 'message' | 'callback') => {
  const clock = createTestClock(systemClock.now());
  const fake = await startFakeHandoverWebhook();
  const world = await startGatewayWorld({ clock });
  const settings = { webhookAddress: `${fake.origin}/in`, webhookSecret: handoverWebhookSecret };
  const provider = await makeProvider(world, { kind: 'webhook', name: 'Own desk', settings });
  const { id, base } = await makeEndpoint(world, chosen(provider));
  const body = { options: { waitSeconds: 60, onFail } };
  const saved = await world.admin(`/endpoints/${id}/handling`, { method: 'PUT', body });
  expect(saved.status).toBe(200);
  const chat = await openChat(base);
  await chat.say('agent');
  await vi.waitFor(() => expect(fake.told('start')).toHaveLength(1), soon);
  await untilQueued(world, chat);
  const handoverId = String(fake.told('start')[0]?.['handoverId']);
  const tell = (event: object) => fake.deliver(provider.webhookUrl, { handoverId, ...event });
  const nobodyComes = async () => {
    await clock.advance(61_000);
    await vi.waitFor(async () => {
      await clock.advance(250);
      expect(fake.told('end')).toHaveLength(1);
    }, soon);
  };
  return { fake, world, chat, handoverId, tell, nobodyComes };
};

type Waiting = Awaited<ReturnType<typeof waiting>>;

/** The agent has the customer until the end of the talk, under the name of the handover that the other side knows. */
const hasCustomer = async ({ fake, world, chat, handoverId, tell }: Waiting) => {
  expect(await stateOf(world, chat)).toMatchObject({ state: 'active' });
  const before = fake.told('message').length;
  await chat.say('hours');
  await vi.waitFor(() => expect(fake.told('message')).toHaveLength(before + 1), soon);
  expect(fake.told('message').at(-1)).toMatchObject({ handoverId, text: 'hours' });
  expect((await chat.texts()).join()).not.toContain('Monday');
  expect(await tell({ type: 'end' })).toBe(200);
  expect(await stateOf(world, chat)).toMatchObject({ state: 'completed', end_reason: 'agent' });
};

const asked = (chat: Chat, words: string) =>
  vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain(words), soon);

it.each(['bot', 'message', 'callback'] as const)(
  'an agent who writes after nobody came in time has the customer, with the way out %s',
  async (onFail) => {
    const made = await waiting(onFail);
    await using _ = made.world;
    await using __ = made.fake;
    await made.nobodyComes();
    expect(made.fake.told('end')).toMatchObject([
      { handoverId: made.handoverId, reason: 'noAgents' },
    ]);
    if (onFail === 'callback') await asked(made.chat, 'Under which number');
    const said = { type: 'message', text: 'Sorry, here I am', from: { name: 'Grace' } };
    expect(await made.tell(said)).toBe(200);
    await hasCustomer(made);
  },
);

/** The customer has left a message after nobody came; the other side has it under a name of its own. */
const leftMessage = async (made: Waiting): Promise<Waiting> => {
  const { world, fake, chat } = made;
  await made.nobodyComes();
  await asked(chat, 'What is it about?');
  await chat.say('My lamp blinks');
  await vi.waitFor(() => expect(fake.told('start')).toHaveLength(2), soon);
  const handoverId = String(fake.told('start').at(-1)?.['handoverId']);
  await vi.waitFor(async () => {
    const [left] = await world.db.query(
      'select remote_conversation as at from handover order by id desc limit 1',
    );
    expect(left).toEqual({ at: handoverId });
  }, soon);
  return { ...made, handoverId, tell: (event) => made.tell({ ...event, handoverId }) };
};

it('an agent who answers what was left has the customer', async () => {
  const made = await waiting('message');
  await using _ = made.world;
  await using __ = made.fake;
  const left = await leftMessage(made);
  expect(await left.tell({ type: 'message', text: 'It is mended' })).toBe(200);
  await hasCustomer(left);
});

it('a word after the end that the other side has told is only read', async () => {
  const made = await waiting('bot');
  await using _ = made.world;
  await using __ = made.fake;
  expect(await made.tell({ type: 'message', text: 'Hello' })).toBe(200);
  expect(await made.tell({ type: 'end' })).toBe(200);
  expect(await made.tell({ type: 'message', text: 'Good bye' })).toBe(200);
  expect(await made.chat.texts()).toContain('Good bye');
  expect(await stateOf(made.world, made.chat)).toMatchObject({ state: 'completed' });
});

it('a word after an end that the other side has told behind ours is only read', async () => {
  const made = await waiting('bot');
  await using _ = made.world;
  await using __ = made.fake;
  await made.nobodyComes();
  expect(await made.tell({ type: 'end' })).toBe(200);
  expect(await made.tell({ type: 'message', text: 'Good bye' })).toBe(200);
  expect(await made.chat.texts()).toContain('Good bye');
  expect(await stateOf(made.world, made.chat)).toMatchObject({ end_reason: 'noAgents' });
});

it('a word about what was left, after the other side has told its end, is only read', async () => {
  const made = await waiting('message');
  await using _ = made.world;
  await using __ = made.fake;
  const left = await leftMessage(made);
  expect(await left.tell({ type: 'end' })).toBe(200);
  expect(await left.tell({ type: 'message', text: 'Done' })).toBe(200);
  expect(await made.chat.texts()).toContain('Done');
  expect(await stateOf(made.world, made.chat)).toMatchObject({ end_reason: 'message' });
});
