import { systemClock } from '@tandem/kit';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  type Deed,
  directLineSecret,
  type DirectLineFault as Fault,
  fakesClient,
  openChat,
  orgB,
  type Received,
  soon,
  startFakeDirectLine,
  startGatewayWorld,
  untilCompleted,
} from '../testing/index.ts';
import { testMemory, testTurn } from './bots.fixture.ts';
import { BotFailure, type BotMemory, type BotTurn } from './bots.model.ts';
import { createDirectLineBot } from './directline-bot.ts';
import { readTalk } from './directline-talk.rules.ts';

const bot = createDirectLineBot({ http: fakesClient(), clock: systemClock });

const ask = (origin: string, turn: BotTurn = testTurn({ timeoutMs: 10_000 })) =>
  bot.answer(turn, {
    kind: 'directline',
    settings: { directLineUrl: origin },
    secrets: { directLineKey: directLineSecret },
  });

type Activity = Readonly<Record<string, unknown>>;

const whole = { inputHint: 'expectingInput' };
const echoes = ({ text }: Activity) => [{ text: `heard ${text}`, ...whole }];
const isSend = ({ method, path }: Received) => method === 'POST' && path.endsWith('/activities');
const isRead = ({ method }: Received) => method === 'GET';

/** A fault of the first request that fits. */
const once = (fits: (request: Received) => boolean, fault: Fault) => {
  let left = 1;
  return (request: Received) => {
    if (!fits(request) || left === 0) return null;
    left -= 1;
    return fault;
  };
};

/** The conversation as a chat of an endpoint with this bot. */
const untilLast = (chat: { texts: () => Promise<(string | undefined)[]> }, text: string) =>
  vi.waitFor(async () => expect((await chat.texts()).at(-1)).toBe(text), soon);

describe('a bot behind Direct Line in a conversation', () => {
  it('greets, answers, hands over, hears how that went and answers again', async () => {
    await using world = await startGatewayWorld();
    const { fake } = world;
    world.addIntegration('Tandem');
    await using line = await startFakeDirectLine({
      bot: ({ type, name, text, value }) => {
        if (name === 'startConversation') return [{ text: 'Welcome', ...whole }];
        if (type === 'event') return [{ text: `event ${JSON.stringify(value)}`, ...whole }];
        if (text === 'human')
          return [
            { text: 'One moment' },
            {
              ...{ type: 'event', name: 'handoff.initiate' },
              value: { va_LastTopic: 'Refund', skills: ['x'], priority: 4, deep: { a: 1 } },
            },
          ];
        return [
          { type: 'typing' },
          {
            text: `heard ${text}`,
            suggestedActions: { actions: [{ type: 'imBack', title: 'Yes', value: 'y' }] },
          },
          { attachments: [{ contentType: 'image/png', contentUrl: 'https://x.example/a' }] },
        ];
      },
    });
    const settings = { directLineUrl: `${line.origin}/`, directLineKey: directLineSecret };
    const endpoint = await world.endpoint({ bot: { kind: 'directline', settings } });
    expect(JSON.stringify(endpoint)).not.toContain(directLineSecret);
    const chat = await openChat(endpoint.base, { user: { id: 'someone' }, locale: 'de' });
    await untilLast(chat, 'Welcome');
    await chat.say('hi', { value: { a: 1 } });
    await vi.waitFor(async () => expect(await chat.texts()).toHaveLength(4), soon);
    const answered = (await chat.activities()).slice(-2);
    expect(answered).toMatchObject([
      { text: 'heard hi', suggestedActions: { actions: [{ title: 'Yes', value: 'y' }] } },
      { attachments: [{ contentType: 'image/png', contentUrl: 'https://x.example/a' }] },
    ]);
    expect(line.conversations.get('conv-1')?.find(({ text }) => text === 'hi')).toMatchObject({
      ...{ from: { id: 'dl_someone', role: 'user' }, locale: 'de', value: { a: 1 } },
      channelData: { canHandOver: true },
    });
    await chat.say('human');
    await vi.waitFor(() => expect(fake.state.inbound).toHaveLength(1), soon);
    expect(fake.state.inbound[0]?.customAttributes).toMatchObject({
      ...{ va_LastTopic: 'Refund', mySkills: 'x', priority: '4' },
    });
    expect(fake.state.inbound[0]?.customAttributes).not.toHaveProperty('deep');
    const conversation = fake.conversationOf(chat.conversationId);
    fake.accept(conversation, 'Ada');
    await fake.say(conversation, 'Agent here');
    await untilLast(chat, 'Agent here');
    await vi.waitFor(() => expect(line.heard().at(-1)).toBe('handoff.status'), soon);
    fake.finish(conversation);
    await untilCompleted(world, chat);
    await untilLast(chat, 'event {"state":"completed","status":"completed","reason":"agent"}');
    await chat.say('again');
    await vi.waitFor(async () => expect(await chat.texts()).toContain('heard again'), soon);
    expect(line.heard()).toEqual([
      ...['startConversation', 'hi', 'human', 'handoff.status', 'handoff.status', 'again'],
    ]);
    expect([line.wrong, line.conversations.size]).toEqual([[], 1]);
    const kept = await world.db.query('select * from bot_memory');
    const hops = await world.db.query('select * from hop');
    expect(JSON.stringify([kept, hops])).not.toMatch(/planted|token-/);
    const elsewhere = await world.admin<{ entities: object[] }>('/endpoints', { org: orgB });
    expect(elsewhere.body.entities).toEqual([]);
  }, 20_000);

  it('is set up with settings that are checked at the door', async () => {
    await using world = await startGatewayWorld();
    const good = { directLineUrl: 'https://directline.botframework.com', directLineKey: 'k' };
    const made = (change: object) =>
      world.admin('/endpoints', {
        method: 'POST',
        body: { name: 'DL', bot: { kind: 'directline', settings: { ...good, ...change } } },
      });
    for (const change of [
      ...[{ directLineUrl: '' }, { directLineUrl: 'x' }, { directLineKey: '' }],
      ...[{ directLineUrl: 'https://x.example/?a=b' }, { directLineKey: 7 }],
    ])
      expect(await made(change)).toMatchObject({ status: 400 });
    expect(await made({})).toMatchObject({ status: 201 });
  });
});

describe('a turn that fails half-way', () => {
  const cases: [string, (request: Received) => boolean, Fault][] = [
    ['before the bot has it', isSend, { when: 'before', deed: 'cut' }],
    ['when the bot has it', isSend, { when: 'after', deed: 'cut' }],
    ['while the bot thinks', isRead, { when: 'after', deed: { status: 502 } }],
  ];
  it.each(cases)('%s is sent once all the same', async (_name, fits, fault) => {
    await using line = await startFakeDirectLine({ bot: echoes, fault: once(fits, fault) });
    const turn = testTurn({ timeoutMs: 10_000 });
    await expect(ask(line.origin, turn)).rejects.toMatchObject({ passing: true });
    expect(await ask(line.origin, turn)).toMatchObject({ messages: [{ text: 'heard Hello' }] });
    expect(line.heard()).toEqual(['Hello']);
    expect([line.wrong, line.conversations.size]).toEqual([[], 1]);
  });

  it('at any write of its own says what it would have said, and is sent once', async () => {
    for (let dies = 1; dies <= 3; dies += 1) {
      await using line = await startFakeDirectLine({ bot: echoes });
      const whole = testMemory();
      let writes = 0;
      const memory: BotMemory = {
        ...whole,
        remember: async (value) => {
          writes += 1;
          if (writes === dies) throw new Error('the node is gone');
          await whole.remember(value);
        },
      };
      const turn = testTurn({ timeoutMs: 10_000, memory });
      await expect(ask(line.origin, turn)).rejects.toThrow('the node is gone');
      expect(await ask(line.origin, turn)).toMatchObject({ messages: [{ text: 'heard Hello' }] });
      const said = [...line.conversations.keys()].flatMap((name) => line.heard(name));
      expect(said).toEqual(['Hello']);
    }
  });

  it('and was answered already is answered with the same again, without a call', async () => {
    await using line = await startFakeDirectLine({ bot: echoes });
    const turn = testTurn({ timeoutMs: 10_000 });
    const first = await ask(line.origin, turn);
    const calls = line.requests.length;
    expect(await ask(line.origin, turn)).toEqual(first);
    expect(line.requests).toHaveLength(calls);
  });
});

describe('a conversation at the bot', () => {
  it('goes on behind its watermark; what came late is said with the next turn', async () => {
    await using line = await startFakeDirectLine({ bot: echoes });
    const memory = testMemory();
    const turn = (key: string) => testTurn({ timeoutMs: 10_000, memory, idempotencyKey: key });
    await ask(line.origin, turn('c/1'));
    line.say('conv-1', { text: 'late' });
    const { messages } = await ask(line.origin, turn('c/2'));
    expect(messages.map(({ text }) => text)).toEqual(['late', 'heard Hello']);
    expect(line.conversations.size).toBe(1);
  });

  it('is begun again where the server has forgotten it', async () => {
    await using line = await startFakeDirectLine({ bot: echoes });
    const memory = testMemory();
    const turn = (key: string) => testTurn({ timeoutMs: 10_000, memory, idempotencyKey: key });
    await ask(line.origin, turn('c/1'));
    line.conversations.clear();
    await ask(line.origin, turn('c/2'));
    expect(line.heard('conv-2')).toEqual(['Hello']);
  });

  it('is another one at another server', async () => {
    await using one = await startFakeDirectLine({ bot: echoes });
    await using two = await startFakeDirectLine({ bot: echoes });
    const memory = testMemory();
    const turn = (key: string) => testTurn({ timeoutMs: 10_000, memory, idempotencyKey: key });
    await ask(one.origin, turn('c/1'));
    await ask(two.origin, turn('c/2'));
    expect([one.heard(), two.heard()]).toEqual([['Hello'], ['Hello']]);
  });

  it('begins with what the bot says by itself', async () => {
    await using line = await startFakeDirectLine({ greeting: 'Good day' });
    const input = { kind: 'start' } as const;
    const { messages } = await ask(line.origin, testTurn({ timeoutMs: 10_000, input }));
    expect(messages.map(({ text }) => text)).toEqual(['Good day']);
    // Two looks: what it has said, and that nothing follows.
    expect(line.requests.filter(isRead)).toHaveLength(2);
  });

  it('may be silent when a handover is over, not when the customer has spoken', async () => {
    await using line = await startFakeDirectLine({});
    const input = { kind: 'handover', status: 'active', reason: null, queue: null } as const;
    expect(await ask(line.origin, testTurn({ input }))).toEqual({ messages: [], handover: null });
    await expect(ask(line.origin, testTurn({ timeoutMs: 1000 }))).rejects.toMatchObject({
      ...{ passing: true, reason: 'the bot did not answer in time' },
    });
  });
});

describe('a Direct Line server that fails', () => {
  const refuses = 'the Direct Line server refuses the secret (HTTP 403)';
  it.each<[string, (request: Received) => boolean, Deed, Partial<BotFailure>]>([
    [
      'busy',
      isSend,
      { status: 429, headers: { 'retry-after': '2' } },
      { passing: true, afterMs: 2000 },
    ],
    ['broken', isRead, { status: 500 }, { passing: true, reason: 'HTTP 500' }],
    ['silent', isRead, 'hang', { passing: true, reason: 'timeout' }],
    ['without JSON', isRead, { body: '{"activities"' }, { reason: 'the answer is not JSON' }],
    ['without end', isRead, { body: 'x'.repeat(2 ** 21) }, { reason: 'too-large' }],
    ['of another kind', isRead, { body: [] }, { reason: 'the answer is no Direct Line answer' }],
    ['refusing', () => true, { status: 403 }, { passing: false, reason: refuses }],
    ['without tokens', () => true, { body: {} }, { passing: false }],
  ])('%s is a failure with a reason', async (_name, fits, deed, expected) => {
    await using line = await startFakeDirectLine({
      bot: echoes,
      fault: (request) => (fits(request) ? { when: 'before', deed } : null),
    });
    const turn = testTurn({ timeoutMs: deed === 'hang' ? 1000 : 10_000 });
    const failed = await ask(line.origin, turn).catch((thrown) => thrown);
    expect(failed).toBeInstanceOf(BotFailure);
    expect(failed).toMatchObject(expected);
    expect(failed.reason).not.toContain('planted');
    expect(line.wrong).toEqual([]);
  });
});

describe('what a bot says', () => {
  it('may be anything', () => {
    const part = fc.record(
      {
        type: fc.oneof(fc.constantFrom('message', 'event', 'endOfConversation'), fc.anything()),
        name: fc.oneof(fc.constant('handoff.initiate'), fc.anything()),
        text: fc.anything(),
        value: fc.anything(),
        from: fc.oneof(fc.record({ id: fc.anything(), role: fc.anything() }), fc.anything()),
        suggestedActions: fc.oneof(fc.record({ actions: fc.array(fc.anything()) }), fc.anything()),
        attachments: fc.oneof(
          fc.array(fc.record({ contentType: fc.anything(), contentUrl: fc.anything() })),
          fc.anything(),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(part), (heard) => {
        const { messages, handover } = readTalk(heard, 'dl_u');
        for (const { text, attachments } of messages) {
          expect(text === null || typeof text === 'string').toBe(true);
          for (const { contentUrl = 'https:' } of attachments)
            expect(contentUrl).toMatch(/^https?:/i);
        }
        for (const entry of Object.values(handover?.customAttributes ?? {}))
          expect(typeof entry).toBe('string');
      }),
    );
  });
});
