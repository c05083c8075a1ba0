import { directLineEvents } from '@tandem/contract';
import { systemClock } from '@tandem/kit';
import { describe, expect, it, vi } from 'vitest';
import {
  type Chat,
  chatAt,
  chatwootSettings,
  handOverToChatwoot,
  makeChatwoot,
  makeEndpoint,
  openChat,
  orgB,
  soon,
  startFakeChatwoot,
  startGatewayWorld,
  stateOf,
  untilState,
} from '../../testing/index.ts';

/** A chat at an endpoint that hands over to a Chatwoot; its customer is still with the bot. */
const ready = async (settings: Readonly<Record<string, unknown>> = {}) => {
  const fake = await startFakeChatwoot();
  const world = await startGatewayWorld();
  const provider = await makeChatwoot(world, fake, { settings });
  const chat = await chatAt(world, provider);
  const end = async () => {
    await fake[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  };
  return { fake, world, provider, chat, [Symbol.asyncDispose]: end };
};

type Ready = Awaited<ReturnType<typeof ready>>;

const handOver = ({ fake, world, chat }: Pick<Ready, 'fake' | 'world' | 'chat'>) =>
  handOverToChatwoot(world, fake, chat);

const incoming = ({ messages }: Awaited<ReturnType<typeof handOver>>) =>
  messages.filter((one) => one.message_type === 'incoming').map(({ content }) => content);

const agentSays = async (chat: Chat) =>
  (await chat.activities()).filter(
    ({ type, channelData }) =>
      type === 'message' && (channelData as { source?: string })?.source === 'agent',
  );

describe('handover to Chatwoot', () => {
  it('makes contact and conversation, tells what was said as a private note, and the rest as incoming messages', async () => {
    await using made = await ready({ team: 'Second Line' });
    const { fake, chat } = made;
    const conversation = await handOver(made);
    await chat.say('one');
    await chat.say('two');
    await vi.waitFor(() => expect(incoming(conversation)).toEqual(['one', 'two']), soon);
    const [note] = conversation.messages;
    expect(note).toMatchObject({ private: true, message_type: 'outgoing' });
    expect(note?.content).toContain('Customer: agent');
    expect(conversation).toMatchObject({
      ...{ status: 'open', team: 3, sourceId: chat.conversationId },
      attributes: { tandem_handover: `${chat.conversationId}/1` },
    });
    expect(fake.state.contacts).toMatchObject([{ identifier: `tandem/${chat.conversationId}` }]);
    expect(fake.wrong).toEqual([]);
  });

  it('makes card numbers unreadable in the reason, too', async () => {
    await using made = await ready();
    await made.chat.say('An agent please, my card is 4111 1111 1111 1111');
    const reason = () => made.fake.state.conversations.at(-1)?.attributes['reason'];
    await vi.waitFor(() => expect(reason()).toContain('my card is'), soon);
    expect(reason()).not.toContain('1111 1111');
  });

  it('brings the agent, his words, typing and the end back', async () => {
    await using made = await ready();
    const { fake, world, provider, chat } = made;
    const conversation = await handOver(made);
    conversation.assignee = { id: 9, name: 'Grace' };
    const deliver = (body: Record<string, unknown>) => fake.deliver(provider.webhookUrl, body);
    expect(await deliver(fake.changed(conversation, 'conversation_updated'))).toBe(200);
    await vi.waitFor(
      async () => expect((await chat.events(directLineEvents.agent)).length).toBe(1),
      soon,
    );
    const hello = fake.said(conversation, { content: 'Hello, Grace here' });
    expect(await deliver(hello)).toBe(200);
    expect(await deliver(hello)).toBe(200);
    expect((await agentSays(chat)).map(({ text, from }) => [text, from?.name])).toEqual([
      ['Hello, Grace here', 'Grace'],
    ]);
    expect(await stateOf(world, chat)).toMatchObject({ state: 'active' });
    conversation.status = 'resolved';
    expect(await deliver(fake.changed(conversation))).toBe(200);
    await untilState(chat, 'completed');
    expect(await stateOf(world, chat)).toMatchObject({ state: 'completed', end_reason: 'agent' });
  });

  it('passes over private notes and what it has said itself', async () => {
    await using made = await ready();
    const { fake, provider, chat } = made;
    const conversation = await handOver(made);
    const own = { message_type: 'incoming', sender: { id: 1, type: 'contact' } };
    for (const given of [{ private: true }, own, { content: null }])
      expect(await fake.deliver(provider.webhookUrl, fake.said(conversation, given))).toBe(200);
    expect(await agentSays(chat)).toEqual([]);
    // What an inbox says by itself is no agent.
    const greeting = fake.said(conversation, { message_type: 'template', content: 'We are busy' });
    await fake.deliver(provider.webhookUrl, greeting);
    expect(await chat.texts()).toContain('We are busy');
    expect(await agentSays(chat)).toEqual([]);
  });

  it('carries files both ways with their captions', async () => {
    await using made = await ready();
    const { fake, provider, chat } = made;
    const conversation = await handOver(made);
    const form = new FormData();
    form.append('file', new Blob(['ü is two bytes'], { type: 'text/plain' }), 'note "1".txt');
    const activity = { type: 'message', from: { id: 'me' }, text: 'Look at this' };
    const type = 'application/vnd.microsoft.activity';
    form.append('activity', new Blob([JSON.stringify(activity)], { type }));
    const upload = `${chat.base}/v3/directline/conversations/${chat.conversationId}/upload?userId=me`;
    const sent = await fetch(upload, {
      ...{ method: 'POST', body: form, headers: { authorization: `Bearer ${chat.token}` } },
    });
    expect(sent.status).toBe(200);
    await vi.waitFor(() => expect(incoming(conversation)).toEqual(['Look at this']), soon);
    const [file] = conversation.messages.at(-1)?.files ?? [];
    expect(file?.text).toBe('ü is two bytes');
    const url = 'https://chatwoot.example/rails/active_storage/blobs/x/plan.png?disposition=a';
    const attachments = [{ id: 1, file_type: 'image', data_url: url, extension: null }];
    const answer = fake.said(conversation, { content: 'The plan', attachments });
    expect(await fake.deliver(provider.webhookUrl, answer)).toBe(200);
    expect((await agentSays(chat)).at(-1)).toMatchObject({
      ...{ text: 'The plan' },
      attachments: [{ contentType: 'image/png', contentUrl: url, name: 'plan.png' }],
    });
  });

  it('doubles nothing when answers get lost', async () => {
    await using made = await ready();
    const { fake, chat } = made;
    // Contact, conversation and note, each answered only the second time.
    fake.state.lostAnswers = 3;
    const conversation = await handOver(made);
    fake.state.lostAnswers = 1;
    await chat.say('once');
    await chat.say('after it');
    await vi.waitFor(() => expect(incoming(conversation)).toEqual(['once', 'after it']), soon);
    expect(fake.state.contacts).toHaveLength(1);
    expect(fake.state.conversations).toHaveLength(1);
    expect(conversation.messages.filter((one) => one.private)).toHaveLength(1);
  });

  it('resolves the conversation when the customer leaves', async () => {
    await using made = await ready();
    const { chat } = made;
    const conversation = await handOver(made);
    await chat.say('bye');
    await vi.waitFor(() => expect(incoming(conversation)).toEqual(['bye']), soon);
    await chat.post({ type: 'endOfConversation', from: { id: 'me' } });
    await vi.waitFor(() => expect(conversation.status).toBe('resolved'), soon);
    expect(incoming(conversation)).toEqual(['bye']);
  });

  it('works a second time in the same session', async () => {
    await using made = await ready();
    const { fake, world, provider, chat } = made;
    const first = await handOver(made);
    first.status = 'resolved';
    await fake.deliver(provider.webhookUrl, fake.changed(first));
    await untilState(chat, 'completed');
    const second = await handOver(made);
    expect(second.id).not.toBe(first.id);
    // The end of the first is told once more, late.
    await fake.deliver(provider.webhookUrl, fake.changed(first));
    await fake.deliver(provider.webhookUrl, fake.said(second));
    expect(await stateOf(world, chat)).toMatchObject({ state: 'active' });
    expect(fake.state.contacts).toHaveLength(1);
  });

  it('works with settings of the endpoint itself', async () => {
    await using made = await ready();
    const { fake, world } = made;
    const own = { kind: 'chatwoot', settings: chatwootSettings(fake) };
    const endpoint = await makeEndpoint(world, own);
    expect(endpoint.webhookUrl).toContain(`/handover/chatwoot/${endpoint.id}`);
    const chat = await openChat(endpoint.base);
    const conversation = await handOver({ ...made, chat });
    const said = fake.said(conversation);
    expect(await fake.deliver(endpoint.webhookUrl ?? '', said)).toBe(200);
    expect((await agentSays(chat)).map(({ text }) => text)).toEqual(['Hello']);
  });

  it('believes only who proves it, by signature or by the token in the address', async () => {
    const urlToken = 'token-in-the-address';
    await using made = await ready({ urlToken });
    const { fake, world, provider, chat } = made;
    const other = await makeChatwoot(world, fake, { name: 'Other', org: orgB });
    const conversation = await handOver(made);
    const { webhookUrl } = provider;
    const say = (url: string, init?: Parameters<typeof fake.deliver>[2]) =>
      fake.deliver(url, fake.said(conversation), init);
    const old = new Date(systemClock.now().getTime() - 3_600_000);
    expect(await say(webhookUrl, { secret: 'another-secret-of-nobody' })).toBe(403);
    expect(await say(webhookUrl, { at: old })).toBe(403);
    expect(await say(webhookUrl, { secret: null })).toBe(403);
    expect(await say(`${webhookUrl}?token=wrong-token-here-now`, { secret: null })).toBe(403);
    // Another organisation's Chatwoot signs well, and may not speak here.
    expect(await say(other.webhookUrl)).toBe(200);
    expect(await agentSays(chat)).toEqual([]);
    expect(await say(`${webhookUrl}?token=${urlToken}`, { secret: null })).toBe(200);
    expect(await say(webhookUrl)).toBe(200);
    expect(await agentSays(chat)).toHaveLength(2);
    expect(await say(`${world.main.origin}/handover/chatwoot/nobody`)).toBe(404);
  });

  it('gives the customer back to the bot when Chatwoot refuses', async () => {
    await using made = await ready({ inbox: 'X' });
    const { fake, chat } = made;
    await chat.say('agent');
    await untilState(chat, 'failed');
    expect(fake.state.conversations).toEqual([]);
  });
});
