import { describe, expect, it, vi } from 'vitest';
import {
  type GatewayWorld,
  handOver,
  openChat,
  soon,
  startServedWorld,
  stateOf,
  untilQueued,
  untilState,
} from '../testing/index.ts';

const heard = (world: GatewayWorld, customer: string, text: string) =>
  vi.waitFor(() => expect(world.fake.textsOf(customer)).toContain(text), soon);

describe('an agent who is quicker than the answer to the handover', () => {
  it('is connected all the same: what the customer says next arrives', async () => {
    await using world = await startServedWorld();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    fake.lostAnswers = 1;
    await chat.say('agent');
    await vi.waitFor(() => expect(fake.textsOf(chat.conversationId)).toHaveLength(1), soon);
    const conversation = fake.conversationOf(chat.conversationId);
    fake.accept(conversation, 'Grace');
    expect(await fake.say(conversation, 'how can I help?')).toBe(200);
    expect(await stateOf(world, chat)).toMatchObject({ state: 'active' });
    await chat.say('my order is late');
    await heard(world, chat.conversationId, 'my order is late');
    expect(fake.state.repeats).toHaveLength(1);
    fake.finish(conversation);
    await untilState(chat, 'completed');
    expect(fake.state.violations).toEqual([]);
  });
});

describe('a late message of the handover before', () => {
  it('reaches the customer and changes nothing of the next handover', async () => {
    await using world = await startServedWorld();
    const { fake } = world;
    fake.threading = false;
    const chat = await openChat((await world.endpoint()).base);
    const first = await handOver(world, chat);
    fake.accept(first, 'Grace');
    await fake.say(first, 'one');
    fake.finish(first);
    await untilState(chat, 'completed');
    fake.lostAnswers = 2;
    await chat.say('agent');
    await vi.waitFor(() => expect(fake.lostAnswers).toBe(1), soon);
    expect(await fake.say(first, 'sent again by hand')).toBe(200);
    expect(await stateOf(world, chat)).toMatchObject({ state: 'requested' });
    await world.main.gateway.watchRound();
    await untilQueued(world, chat);
    expect(await stateOf(world, chat)).toMatchObject({ state: 'queued' });
    expect(await chat.texts()).toContain('sent again by hand');
    const second = fake.conversationOf(chat.conversationId);
    fake.accept(second, 'Joan');
    await fake.say(second, 'two');
    expect(await stateOf(world, chat)).toMatchObject({ state: 'active' });
  });
});

describe('a message that is on its way when the handover ends', () => {
  it('is answered by the bot when the agent has ended it', async () => {
    await using world = await startServedWorld();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    await untilQueued(world, chat);
    fake.accept(conversation, 'Grace');
    await fake.say(conversation, 'hello');
    fake.state.failures.push(503);
    await chat.say('hours');
    await vi.waitFor(() => expect(fake.state.failures).toEqual([]), soon);
    fake.finish(conversation);
    await world.main.gateway.watchRound();
    await untilState(chat, 'completed');
    await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toContain('Monday'), soon);
    expect(fake.textsOf(chat.conversationId)).not.toContain('hours');
  });

  it('still reaches the agent when the customer has left', async () => {
    await using world = await startServedWorld();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    const conversation = await handOver(world, chat);
    await untilQueued(world, chat);
    fake.state.failures.push(503);
    await chat.say('thank you, good bye');
    await vi.waitFor(() => expect(fake.state.failures).toEqual([]), soon);
    await chat.post({ type: 'endOfConversation' });
    await heard(world, chat.conversationId, 'thank you, good bye');
    await vi.waitFor(
      () => expect(conversation.participants[0]).toMatchObject({ state: 'disconnected' }),
      soon,
    );
  });
});

describe('a customer who leaves before the answer to the handover is known', () => {
  it('is not left waiting in the contact centre, whose answer was lost', async () => {
    await using world = await startServedWorld();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    fake.lostAnswers = 1;
    await chat.say('agent');
    await vi.waitFor(() => expect(fake.lostAnswers).toBe(0), soon);
    await chat.post({ type: 'endOfConversation' });
    const [customer] = fake.conversationOf(chat.conversationId).participants;
    await vi.waitFor(() => expect(customer).toMatchObject({ state: 'disconnected' }), soon);
    expect(await stateOf(world, chat)).toMatchObject({ state: 'cancelled', end_reason: 'user' });
    expect(fake.state.violations).toEqual([]);
  });

  it('is not announced to the contact centre when that had refused the start', async () => {
    await using world = await startServedWorld();
    const { fake } = world;
    const chat = await openChat((await world.endpoint()).base);
    fake.state.failures.push(429);
    await chat.say('agent');
    await vi.waitFor(() => expect(fake.state.failures).toEqual([]), soon);
    await chat.post({ type: 'endOfConversation' });
    const isDone = async () =>
      (await world.db.query("select from lane_work where queue = 'gateway.handover'")).length === 0;
    await vi.waitFor(async () => expect(await isDone()).toBe(true), { ...soon, timeout: 9000 });
    expect(fake.textsOf(chat.conversationId)).toEqual([]);
  });
});
