import { directLineEvents } from '@tandem/contract';
import { describe, expect, it, vi } from 'vitest';
import {
  type Chat,
  chatAt,
  handoverWebhookSecret,
  makeProvider,
  soon,
  startFakeHandoverWebhook,
  startGatewayWorld,
  stateOf,
  untilQueued,
  untilState,
} from '../../testing/index.ts';

const ready = async (settings: Record<string, unknown> = {}) => {
  const fake = await startFakeHandoverWebhook();
  const world = await startGatewayWorld();
  const provider = await makeProvider(world, {
    ...{ kind: 'webhook', name: 'Own desk' },
    settings: {
      webhookAddress: `${fake.origin}/in`,
      webhookSecret: handoverWebhookSecret,
      ...settings,
    },
  });
  return { fake, world, provider, chat: await chatAt(world, provider) };
};

type Ready = Awaited<ReturnType<typeof ready>>;

const handOver = async ({ fake, world, chat }: Ready): Promise<string> => {
  const before = fake.told('start').length;
  await chat.say('agent');
  await vi.waitFor(() => expect(fake.told('start').length).toBe(before + 1), soon);
  await untilQueued(world, chat);
  return String(fake.told('start').at(-1)?.['handoverId']);
};

const agentSays = async (chat: Chat) =>
  (await chat.activities())
    .filter(({ channelData }) => (channelData as { source?: string })?.source === 'agent')
    .map(({ text }) => text);

describe('handover to a webhook', () => {
  it('tells start, messages and end, each once and in order, whatever gets lost', async () => {
    const made = await ready({ customAttributes: { tier: 'gold' } });
    await using world = made.world;
    await using fake = made.fake;
    const { chat } = made;
    fake.state.fails = 1;
    const handoverId = await handOver(made);
    expect(handoverId).toBe(`${chat.conversationId}/1`);
    expect(fake.told('start')[0]).toMatchObject({
      customer: { verified: false },
      customAttributes: { tier: 'gold' },
      transcript: { complete: true, lines: expect.arrayContaining(['Customer: agent']) },
    });
    fake.state.fails = 1;
    for (const text of ['one', 'two', 'three']) await chat.say(text);
    await vi.waitFor(() => expect(fake.told('message')).toHaveLength(3), soon);
    await chat.post({ type: 'endOfConversation', from: { id: 'me' } });
    await vi.waitFor(() => expect(fake.told('end')).toHaveLength(1), soon);
    expect(fake.told('message').map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(fake.told('end')[0]).toMatchObject({ handoverId, reason: 'user' });
    expect(fake.wrong).toEqual([]);
    expect(await stateOf(world, chat)).toMatchObject({ state: 'cancelled' });
  });

  it('hears queue, agent, words, receipts and the end', async () => {
    const made = await ready();
    await using world = made.world;
    await using fake = made.fake;
    const { chat, provider } = made;
    const handoverId = await handOver(made);
    const tell = (body: Record<string, unknown>) =>
      fake.deliver(provider.webhookUrl, { handoverId, ...body });
    await tell({ type: 'queue', position: 2, estimatedWaitSeconds: 30 });
    expect((await chat.events(directLineEvents.queueUpdate)).at(-1)?.value).toMatchObject({
      ...{ position: 2, estimatedWaitTime: 30_000 },
    });
    await tell({ type: 'agent.joined', agent: { id: '9', name: 'Grace' } });
    expect((await chat.events(directLineEvents.agent)).at(-1)?.value).toMatchObject({
      ...{ state: 'joined', agent: { name: 'Grace' } },
    });
    const attachments = [{ url: 'https://desk.example/plan.pdf', contentType: 'application/pdf' }];
    const said = { id: 'm1', type: 'message', text: 'Hello', attachments };
    expect([await tell(said), await tell(said)]).toEqual([200, 200]);
    expect(await agentSays(chat)).toEqual(['Hello']);
    expect(await stateOf(world, chat)).toMatchObject({ state: 'active' });
    const id = await chat.say('thanks');
    await vi.waitFor(() => expect(fake.told('message')).toHaveLength(1), soon);
    const { messageId } = fake.told('message')[0] ?? {};
    await tell({ type: 'receipt', messageId, status: 'delivered' });
    expect((await chat.events(directLineEvents.receipt)).map(({ value }) => value)).toEqual([
      { activityId: id, status: 'delivered' },
    ]);
    expect(await tell({ type: 'end', reason: 'Solved' })).toBe(200);
    await untilState(chat, 'completed');
    expect(await stateOf(world, chat)).toMatchObject({ end_reason: 'agent' });
  });

  it('ends no second handover by the late end of the first', async () => {
    const made = await ready();
    await using world = made.world;
    await using fake = made.fake;
    const { chat, provider } = made;
    const first = await handOver(made);
    await fake.deliver(provider.webhookUrl, { type: 'end', handoverId: first });
    await untilState(chat, 'completed');
    const second = await handOver(made);
    expect(second).not.toBe(first);
    await fake.deliver(provider.webhookUrl, { type: 'end', handoverId: first });
    expect(await stateOf(world, chat)).toMatchObject({ state: 'queued' });
  });

  it('counts ids for each handover anew', async () => {
    const made = await ready();
    await using _ = made.world;
    await using fake = made.fake;
    const { chat, provider } = made;
    for (const text of ['Hello', 'Hello again']) {
      const handoverId = await handOver(made);
      const tell = (body: object) => fake.deliver(provider.webhookUrl, { handoverId, ...body });
      const said = { id: 'm-1', type: 'message', text };
      expect([await tell(said), await tell(said)]).toEqual([200, 200]);
      expect(await tell({ id: 'e', type: 'end' })).toBe(200);
      await untilState(chat, 'completed');
    }
    expect(await agentSays(chat)).toEqual(['Hello', 'Hello again']);
  });

  it('refuses what proves nothing or says nothing, and acknowledges what it does not know', async () => {
    const made = await ready();
    await using _ = made.world;
    await using fake = made.fake;
    const { chat, provider } = made;
    const handoverId = await handOver(made);
    const url = provider.webhookUrl;
    const said = { type: 'message', handoverId, text: 'Psst' };
    expect(await fake.deliver(url, said, 'another-secret-of-nobody')).toBe(403);
    expect(await fake.deliver(url, { type: 'message', handoverId })).toBe(400);
    expect(await fake.deliver(url, { type: 'message', text: 'x' })).toBe(400);
    expect(await fake.deliver(url, { type: 'agent.joined', handoverId })).toBe(400);
    expect(await fake.deliver(url, { type: 'dance', handoverId })).toBe(200);
    expect(await agentSays(chat)).toEqual([]);
  });

  it('says what is wrong with a delivery that cannot be read', async () => {
    const made = await ready();
    await using _ = made.world;
    await using fake = made.fake;
    const handoverId = await handOver(made);
    const long = 'x'.repeat(100_001);
    const of = { id: 'm-1', handoverId };
    const cases: readonly (readonly [object, string])[] = [
      [[], 'id must be a text of 1 to 256 characters'],
      [{ id: 'm-1', handoverId }, 'type must be a text of 1 to 256 characters'],
      [{ id: 'm-1', type: 'message', text: 'x' }, 'handoverId must be as the start told it'],
      [{ ...of, type: 'end', handoverId: 'x' }, 'handoverId must be as the start told it'],
      [{ ...of, type: 'message' }, 'text or attachments are needed'],
      [{ ...of, type: 'message', attachments: [{}] }, 'each attachment needs the url of a file'],
      [{ ...of, type: 'message', text: long }, 'text must have at most 100000 characters'],
      [
        { ...of, type: 'agent.joined', agent: {} },
        'agent.id must be a text of 1 to 256 characters',
      ],
      [{ ...of, type: 'receipt' }, 'messageId must be a text of 1 to 256 characters'],
      [{ ...of, type: 'receipt', messageId: 'a' }, 'status must be delivered or failed'],
    ];
    for (const [body, problem] of cases) {
      const answer = await fake.post(made.provider.webhookUrl, JSON.stringify(body));
      expect([answer.status, await answer.json()]).toMatchObject([
        400,
        { code: 'gateway.handover.delivery', message: `The delivery cannot be read: ${problem}.` },
      ]);
    }
  });

  it('keeps the customer with the bot while nobody is there', async () => {
    const made = await ready({ checkAvailability: true });
    await using world = made.world;
    await using fake = made.fake;
    const { chat } = made;
    fake.state.available = false;
    await chat.say('agent');
    await untilState(chat, 'failed');
    expect(fake.told('start')).toEqual([]);
    expect(await stateOf(world, chat)).toMatchObject({ end_reason: 'noAgents' });
  });

  it('gives the customer back to the bot where the address refuses', async () => {
    const made = await ready();
    await using _ = made.world;
    await using fake = made.fake;
    fake.state.status = 422;
    await made.chat.say('agent');
    await untilState(made.chat, 'failed');
    expect(fake.told('end')).toEqual([]);
  });
});
