import { createTestClock, systemClock } from '@tandem/kit';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  completion,
  type Deed,
  fakesClient,
  openAiKey,
  openChat,
  orgA,
  orgB,
  type Received,
  soon,
  startFakeOpenAi,
  startGatewayWorld,
  toolCall,
  untilCompleted,
} from '../testing/index.ts';
import { testMemory, testTurn } from './bots.fixture.ts';
import { BotFailure, type BotTurn } from './bots.model.ts';
import { readCompletion } from './openai-answer.rules.ts';
import { createOpenAiBot } from './openai-bot.ts';

const now = new Date('2026-11-21T12:00:00Z');

type Message = { readonly role: string; readonly content: string };
const messagesOf = ({ body }: Received) => (body as { messages: Message[] }).messages;
const lastOf = (request: Received) => messagesOf(request).at(-1)?.content;

const ask = (
  baseUrl: string,
  { turn = testTurn(), key = openAiKey }: { turn?: BotTurn; key?: string } = {},
) => {
  const bot = createOpenAiBot({ http: fakesClient(), clock: createTestClock(now) });
  const settings = { baseUrl, model: 'small', temperature: '0.5', maxTokens: 100 };
  return bot.answer(turn, { kind: 'openai', settings, secrets: key ? { apiKey: key } : {} });
};

describe('a chat model in a conversation', () => {
  it('answers with what was said before, hands over, and knows of the handover afterwards', async () => {
    await using world = await startGatewayWorld();
    const { fake } = world;
    world.addIntegration('Tandem');
    await using model = await startFakeOpenAi((request) => {
      if (lastOf(request) === 'a human, please')
        return completion({
          content: 'One moment.',
          tool_calls: [
            toolCall('handover', {
              ...{ reason: 'Wants a human', summary: 'Shoes are too small.' },
              ...{ skills: ['refunds'], priority: 7 },
            }),
          ],
        });
      if (lastOf(request) === 'sizes?')
        return completion({
          content: null,
          tool_calls: [
            toolCall('offer_choices', {
              text: 'Which size?',
              choices: [{ title: 'Small', value: 's' }, { title: 'Large' }],
            }),
          ],
        });
      return completion({ content: `You said: ${lastOf(request)}` });
    });
    const settings = {
      ...{ baseUrl: `${model.baseUrl}/`, model: 'small', apiKey: openAiKey },
      ...{ systemPrompt: 'You sell shoes.', greeting: 'Welcome!' },
    };
    const endpoint = await world.endpoint({ bot: { kind: 'openai', settings } });
    expect(JSON.stringify(endpoint)).not.toContain(openAiKey);
    const chat = await openChat(endpoint.base, { locale: 'en-GB' });
    const says = (text: string) =>
      vi.waitFor(async () => expect((await chat.texts()).at(-1)).toBe(text), soon);
    await says('Welcome!');
    await chat.say('hi');
    await says('You said: hi');
    await chat.say('sizes?');
    await says('Which size?');
    expect((await chat.activities()).at(-1)?.suggestedActions?.actions).toEqual([
      { type: 'imBack', title: 'Small', value: 's' },
      { type: 'imBack', title: 'Large', value: 'Large' },
    ]);
    expect(messagesOf(model.requests[1] as Received).slice(1)).toEqual([
      { role: 'assistant', content: 'Welcome!' },
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'You said: hi' },
      { role: 'user', content: 'sizes?' },
    ]);
    await chat.say('a human, please');
    await vi.waitFor(() => expect(fake.state.inbound).toHaveLength(1), soon);
    expect(fake.state.inbound[0]?.customAttributes).toMatchObject({
      ...{ mySkills: 'refunds', priority: '7' },
    });
    expect(fake.state.inbound[0]?.text).toContain(
      'Reason: Wants a human\nSummary: Shoes are too small.',
    );
    const conversation = fake.conversationOf(chat.conversationId);
    fake.accept(conversation, 'Ada');
    await fake.say(conversation, 'Your refund is on its way');
    await says('Your refund is on its way');
    await chat.say('thanks');
    await vi.waitFor(() => expect(fake.state.inbound.at(-1)?.text).toBe('thanks'));
    fake.finish(conversation);
    await untilCompleted(world, chat);
    await chat.say('are you there?');
    await says('You said: are you there?');
    const last = messagesOf(model.requests.at(-1) as Received);
    expect(last[0]?.content).toContain('You sell shoes.');
    expect(last[0]?.content).toContain('Agent: Your refund is on its way\nCustomer: thanks');
    expect(JSON.stringify(last.slice(1))).not.toContain('refund is on');
    expect(model.requests.map(lastOf)).not.toContain('thanks');
    expect(model.wrong).toEqual([]);
  });

  it('reads what it answered to a message that another one followed at once', async () => {
    await using world = await startGatewayWorld();
    const first = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    await using model = await startFakeOpenAi(async (request) => {
      asked.resolve();
      await first.promise;
      return completion({ content: `Answer to ${lastOf(request)}` });
    });
    const settings = { baseUrl: model.baseUrl, model: 'small', apiKey: openAiKey };
    const bot = { kind: 'openai', settings };
    const chat = await openChat((await world.endpoint({ bot, handover: false })).base);
    await chat.say('one');
    await asked.promise;
    await chat.say('two');
    first.resolve();
    await vi.waitFor(async () => expect((await chat.texts()).at(-1)).toBe('Answer to two'), soon);
    expect(messagesOf(model.requests[0] as Received).slice(1)).toEqual([
      { role: 'user', content: 'one' },
    ]);
    expect(messagesOf(model.requests[1] as Received).slice(1)).toEqual([
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'Answer to one' },
      { role: 'user', content: 'two' },
    ]);
    expect(model.wrong).toEqual([]);
  });

  it('that is asked too often is left alone for as long as it asks, then tells nobody its key', async () => {
    await using world = await startGatewayWorld();
    world.addIntegration('Tandem');
    const calls: number[] = [];
    await using model = await startFakeOpenAi(() => {
      calls.push(systemClock.monotonicMs());
      return calls.length === 1
        ? { status: 429, headers: { 'retry-after': '1' }, body: { error: { message: openAiKey } } }
        : { status: 401, body: { error: { code: openAiKey, message: openAiKey } } };
    });
    const settings = { baseUrl: model.baseUrl, model: 'small', apiKey: openAiKey };
    const endpoint = await world.endpoint({ bot: { kind: 'openai', settings } });
    const chat = await openChat(endpoint.base);
    await chat.say('hi');
    await vi.waitFor(() => expect(world.fake.state.inbound).toHaveLength(1), { timeout: 9000 });
    expect(calls).toHaveLength(2);
    expect((calls[1] ?? 0) - (calls[0] ?? 0)).toBeGreaterThanOrEqual(1000);
    expect(world.fake.state.inbound[0]?.text).toContain(
      'System: the bot could not answer (the model server refuses the API key (HTTP 401))',
    );
    const hops = await world.db.query('select * from hop');
    const sent = [world.fake.state.inbound, hops, await chat.activities()];
    expect(JSON.stringify(sent)).not.toContain(openAiKey);
    expect(JSON.stringify(await world.db.query('select * from bot_memory'))).not.toContain(
      openAiKey,
    );
  }, 15_000);

  it('is set up with settings that are checked at the door', async () => {
    await using world = await startGatewayWorld();
    const good = { baseUrl: 'https://models.example/v1', model: 'small' };
    const made = (settings: object) =>
      world.admin('/endpoints', {
        method: 'POST',
        body: { name: 'Model', bot: { kind: 'openai', settings } },
      });
    const refused = [
      ...[{ model: '' }, { baseUrl: 'models.example' }, { temperature: '2.1' }],
      ...[{ temperature: 'warm' }, { maxTokens: 0 }, { maxTokens: 1.5 }, { historyLength: 201 }],
      ...[{ historyLength: -1 }, { apiKey: { kind: 'variable' } }],
    ];
    for (const change of refused)
      expect(await made({ ...good, ...change })).toMatchObject({ status: 400 });
    expect(await made({ ...good, historyLength: 201 })).toMatchObject({
      body: {
        message: expect.stringContaining('it must be from 0 to 200'),
        messageParams: { lack: 'bounds', least: '0', most: '200' },
      },
    });
    world.vault.set(`${orgA} MODEL_KEY`, openAiKey);
    const apiKey = { kind: 'variable', name: 'MODEL_KEY' };
    const full = { ...good, temperature: '0.25', maxTokens: 500, historyLength: 0, apiKey };
    expect(await made(full)).toMatchObject({
      status: 201,
      body: { bot: { secretSources: { apiKey } } },
    });
    const elsewhere = await world.admin<{ entities: object[] }>('/endpoints', { org: orgB });
    expect(elsewhere.body.entities).toEqual([]);
  });
});

describe('a chat model that fails', () => {
  const huge = 'x'.repeat(2 * 1024 * 1024);
  const error = (code: string): object => ({ error: { code, message: `about ${openAiKey}` } });
  it.each<[string, Deed, Partial<BotFailure>]>([
    ['busy', { status: 429, headers: { 'retry-after': '7' } }, { passing: true, afterMs: 7000 }],
    [
      'busy until a date',
      { status: 503, headers: { 'retry-after': 'Sat, 21 Nov 2026 12:00:09 GMT' } },
      { passing: true, afterMs: 9000 },
    ],
    [
      'busy for a day',
      { status: 429, headers: { 'retry-after': '86400' } },
      { passing: true, afterMs: 30_000 },
    ],
    [
      'used up',
      { status: 429, body: error('insufficient_quota') },
      { passing: false, reason: 'the account of the model server is used up (HTTP 429)' },
    ],
    ['broken', { status: 500, body: 'oops' }, { passing: true, reason: 'HTTP 500' }],
    ['silent', 'hang', { passing: true, reason: 'timeout' }],
    ['cut off', 'cut', { passing: true, reason: 'connect' }],
    ['without JSON', { body: '{"choices": [' }, { reason: 'the answer is not JSON' }],
    ['without end', { body: huge }, { passing: false, reason: 'too-large' }],
    ['of another kind', { body: [] }, { reason: 'the answer is no chat completion' }],
    ['of other types', { body: { choices: [{ message: 7 }] } }, { passing: false }],
    ['saying nothing', completion({ content: ' ' }), { reason: 'the model answered nothing' }],
    [
      'without the model',
      { status: 404, body: error('model_not_found') },
      { passing: false, reason: 'there is no such model (HTTP 404)' },
    ],
    [
      'elsewhere',
      { status: 404, body: error('prototype') },
      { reason: 'there is no such model or no such address (HTTP 404)' },
    ],
    ['sending elsewhere', { status: 302, headers: { location: '/x' } }, { reason: 'HTTP 302' }],
  ])('%s is a failure with a reason', async (_name, deed, expected) => {
    await using model = await startFakeOpenAi(() => deed);
    const failed = await ask(model.baseUrl, {
      turn: testTurn({ timeoutMs: deed === 'hang' ? 100 : 10_000 }),
    }).catch((thrown) => thrown);
    expect(failed).toBeInstanceOf(BotFailure);
    expect(failed).toMatchObject(expected);
    expect(failed.reason).not.toContain(openAiKey);
    expect(model.wrong).toEqual([]);
  });

  it('without a key that the server wants says so', async () => {
    await using model = await startFakeOpenAi(() => completion({ content: 'hi' }));
    await expect(ask(model.baseUrl, { key: '' })).rejects.toMatchObject({
      ...{ passing: false, reason: 'the model server refuses the API key (HTTP 401)' },
    });
  });

  it('is not called with a key that cannot be opened', async () => {
    await using model = await startFakeOpenAi(() => completion({ content: 'hi' }));
    const bot = createOpenAiBot({ http: fakesClient(), clock: createTestClock(now) });
    const closed = { apiKey: { reason: 'The variable "K" has no value.', passing: false } };
    const settings = { baseUrl: model.baseUrl, model: 'small' };
    await expect(
      bot.answer(testTurn(), { kind: 'openai', settings, secrets: {}, closed }),
    ).rejects.toMatchObject({ passing: false, reason: expect.stringContaining('no value') });
    expect(model.requests).toEqual([]);
  });
});

describe('a turn that is repeated', () => {
  it('is answered with what was said first; the next one is asked anew', async () => {
    let said = 0;
    await using model = await startFakeOpenAi(() => {
      said += 1;
      return completion({ content: `answer ${said}` });
    });
    const memory = testMemory();
    const first = await ask(model.baseUrl, { turn: testTurn({ memory }) });
    expect(await ask(model.baseUrl, { turn: testTurn({ memory }) })).toEqual(first);
    expect(model.requests).toHaveLength(1);
    const next = await ask(model.baseUrl, {
      turn: testTurn({ memory, idempotencyKey: 'c/2' }),
    });
    expect(next.messages[0]?.text).toBe('answer 2');
  });
});

describe('what a model answers', () => {
  const read = (message: object, canHandOver = true) =>
    readCompletion({ choices: [{ message }] }, canHandOver);

  it('is a handover even when its wishes are misspelt, and never where nobody is', () => {
    const message = { content: 'Sorry.', tool_calls: [toolCall('handover', '{"reason": ')] };
    expect(read(message).handover).toMatchObject({ reason: null, queue: null });
    expect(read(message, false)).toMatchObject({ handover: null, messages: [{ text: 'Sorry.' }] });
    expect(() => read({ tool_calls: [toolCall('handover', {})] }, false)).toThrow('nothing');
  });

  it('shows choices below the text beside the call when the call has none', () => {
    const offer = toolCall('offer_choices', { choices: ['Yes', 'No'].map((title) => ({ title })) });
    expect(read({ content: 'Sure?', tool_calls: [offer] }).messages).toMatchObject([
      { text: 'Sure?', quickReplies: [{ title: 'Yes' }, { title: 'No' }] },
    ]);
  });

  it('may be anything', () => {
    const message = fc.record(
      {
        content: fc.oneof(fc.string(), fc.array(fc.anything()), fc.anything()),
        tool_calls: fc.oneof(
          fc.anything(),
          fc.array(
            fc.record({
              function: fc.oneof(
                fc.anything(),
                fc.record({
                  name: fc.constantFrom('handover', 'offer_choices', 'x'),
                  arguments: fc.oneof(fc.json(), fc.anything()),
                }),
              ),
            }),
          ),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(message, fc.anything()), fc.boolean(), (given, canHandOver) => {
        try {
          const answer = read(given as object, canHandOver);
          for (const { text, quickReplies } of answer.messages) {
            expect(text === null || typeof text === 'string').toBe(true);
            for (const { title, value } of quickReplies)
              expect([typeof title, typeof value]).toEqual(['string', 'string']);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(BotFailure);
        }
      }),
    );
  });
});
