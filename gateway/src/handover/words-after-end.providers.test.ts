import { describe, expect, it, vi } from 'vitest';
import {
  type Chat,
  chatAt,
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

/** Messages wait until it is called. */
const hold = (state: { held: Promise<void> | null }) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  state.held = promise;
  return () => {
    state.held = null;
    resolve();
  };
};

describe('a word on its way at the end', () => {
  it('does not keep a conversation of Chatwoot open that nobody here knows', async () => {
    await using fake = await startFakeChatwoot();
    await using world = await startGatewayWorld();
    const provider = await makeChatwoot(world, fake);
    const chat = await chatAt(world, provider);
    const conversation = await handOverToChatwoot(world, fake, chat);
    conversation.assignee = { id: 9, name: 'Grace' };
    await fake.deliver(provider.webhookUrl, fake.said(conversation));
    const release = hold(fake.state);
    const before = fake.requests.length;
    await chat.say('hours');
    const isSent = () =>
      fake.requests
        .slice(before)
        .some(({ method, path }) => `${method} ${path}`.match(/^POST .*\/messages$/));
    await vi.waitFor(() => expect(isSent()).toBe(true), soon);
    conversation.status = 'resolved';
    expect(await fake.deliver(provider.webhookUrl, fake.changed(conversation))).toBe(200);
    await untilState(chat, 'completed');
    release();
    await answeredOnce(world, chat);
    expect(conversation.messages.at(-1)?.content).toBe('hours');
    expect(conversation.status).toBe('resolved');
    expect(fake.wrong).toEqual([]);
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
    const release = hold(fake.state);
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
