import { createTestClock } from '@tandem/kit';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import {
  type Deed,
  fakesClient,
  openChat,
  orgB,
  type Received,
  rasaToken,
  soon,
  startFakeRasa,
  startGatewayWorld,
  untilCompleted,
} from '../testing/index.ts';
import { testMemory, testTurn } from './bots.fixture.ts';
import { BotFailure, type BotTurn } from './bots.model.ts';
import { readRasaAnswer } from './rasa-answer.rules.ts';
import { createRasaBot } from './rasa-bot.ts';

type Said = {
  readonly sender: string;
  readonly message: string;
  readonly metadata: Readonly<Record<string, unknown>>;
};
const saidIn = ({ body }: Received) => body as Said;

const ask = (origin: string, turn: BotTurn = testTurn(), token = rasaToken) => {
  const clock = createTestClock(new Date('2026-11-21T12:00:00Z'));
  const bot = createRasaBot({ http: fakesClient(), clock });
  const settings = { rasaUrl: `${origin}/`, startIntent: 'greet' };
  return bot.answer(turn, { kind: 'rasa', settings, secrets: { rasaToken: token } });
};

const utter = (text: string): Deed => ({ body: [{ recipient_id: 'c', text }] });

describe('a Rasa server in a conversation', () => {
  it('greets, shows buttons and pictures, hands over and hears how that ended', async () => {
    await using world = await startGatewayWorld();
    const { fake } = world;
    world.addIntegration('Tandem');
    await using rasa = await startFakeRasa((request) => {
      const { message } = saidIn(request);
      if (message === '/greet')
        return {
          body: [
            { text: 'Hi' },
            { image: 'https://shop.example/shoe.png' },
            { text: 'Size?', buttons: [{ title: 'Small', payload: '/size{"s": 1}' }] },
          ],
        };
      if (message === 'human')
        return {
          body: [
            { recipient_id: 'c', text: 'One moment' },
            { recipient_id: 'c', custom: { handover: { reason: 'asked', skills: ['x'] } } },
          ],
        };
      return utter(`heard ${message}`);
    });
    const settings = {
      ...{ rasaUrl: rasa.origin, rasaToken, startIntent: 'greet' },
      handoverIntent: 'handover_over',
    };
    const endpoint = await world.endpoint({ bot: { kind: 'rasa', settings } });
    const chat = await openChat(endpoint.base, { user: { id: 'dl_7' }, locale: 'de' });
    const says = (text: string) =>
      vi.waitFor(async () => expect((await chat.texts()).at(-1)).toBe(text), soon);
    await says('Size?');
    const [, picture, size] = await chat.activities();
    expect(picture?.attachments).toEqual([
      { contentType: 'image/png', contentUrl: 'https://shop.example/shoe.png' },
    ]);
    expect(size?.suggestedActions?.actions).toEqual([
      { type: 'imBack', title: 'Small', value: '/size{"s": 1}' },
    ]);
    await chat.say('/size{"s": 1}', { value: { from: 'button' } });
    await says('heard /size{"s": 1}');
    expect(saidIn(rasa.requests.at(-1) as Received)).toEqual({
      sender: chat.conversationId,
      message: '/size{"s": 1}',
      metadata: {
        ...{ type: 'message', userId: 'dl_7', locale: 'de', canHandOver: true },
        data: { from: 'button' },
        idempotencyKey: expect.stringContaining(chat.conversationId),
      },
    });
    await chat.say('human');
    await vi.waitFor(() => expect(fake.state.inbound).toHaveLength(1), soon);
    expect(fake.state.inbound[0]?.customAttributes).toMatchObject({ mySkills: 'x' });
    const conversation = fake.conversationOf(chat.conversationId);
    fake.accept(conversation, 'Ada');
    await fake.say(conversation, 'Agent here');
    await says('Agent here');
    fake.finish(conversation);
    await untilCompleted(world, chat);
    await says('heard /handover_over{"status":"completed","reason":"agent"}');
    expect(rasa.wrong).toEqual([]);
    const elsewhere = await world.admin<{ entities: object[] }>('/endpoints', { org: orgB });
    expect(elsewhere.body.entities).toEqual([]);
  });

  it('that refuses the token loses the conversation, and nobody reads the token', async () => {
    await using world = await startGatewayWorld();
    world.addIntegration('Tandem');
    await using rasa = await startFakeRasa(() => utter('never'));
    const token = 'another planted token';
    const settings = { rasaUrl: rasa.origin, rasaToken: token };
    const endpoint = await world.endpoint({ bot: { kind: 'rasa', settings } });
    const chat = await openChat(endpoint.base);
    await chat.say('hi');
    await vi.waitFor(() => expect(world.fake.state.inbound).toHaveLength(1), soon);
    expect(world.fake.state.inbound[0]?.text).toContain('refuses the token (HTTP 401)');
    const hops = await world.db.query('select * from hop');
    const kept = await world.db.query('select * from bot_memory');
    const shown = [world.fake.state.inbound, hops, kept, endpoint, await chat.activities()];
    expect(JSON.stringify(shown)).not.toMatch(/another planted|another%20planted/);
    expect(rasa.requests).toHaveLength(1);
  });

  it('is set up with settings that are checked at the door', async () => {
    await using world = await startGatewayWorld();
    const made = (change: object) =>
      world.admin('/endpoints', {
        method: 'POST',
        body: {
          name: 'Rasa',
          bot: { kind: 'rasa', settings: { rasaUrl: 'https://rasa.example/x', ...change } },
        },
      });
    for (const change of [
      ...[{ rasaUrl: '' }, { rasaUrl: 'rasa.example' }, { rasaUrl: 'https://rasa.example/?a=b' }],
      ...[{ startIntent: '/greet' }, { handoverIntent: 'a b' }, { rasaToken: 7 }],
    ])
      expect(await made(change)).toMatchObject({ status: 400 });
    expect(await made({})).toMatchObject({ status: 201 });
  });
});

describe('a Rasa server that fails', () => {
  it.each<[string, Deed, Partial<BotFailure>]>([
    ['busy', { status: 429, headers: { 'retry-after': '3' } }, { passing: true, afterMs: 3000 }],
    ['broken', { status: 500, body: 'oops' }, { passing: true, reason: 'HTTP 500' }],
    ['silent', 'hang', { passing: true, reason: 'timeout' }],
    ['cut off', 'cut', { passing: true, reason: 'connect' }],
    ['without JSON', { body: '[{' }, { passing: false, reason: 'the answer is not JSON' }],
    ['without end', { body: 'x'.repeat(2 ** 21) }, { passing: false, reason: 'too-large' }],
    ['of another kind', { body: { text: 'hi' } }, { passing: false }],
    ['elsewhere', { status: 404 }, { passing: false }],
  ])('%s is a failure with a reason', async (_name, deed, expected) => {
    await using rasa = await startFakeRasa(() => deed);
    const turn = testTurn({ timeoutMs: deed === 'hang' ? 100 : 10_000 });
    const failed = await ask(rasa.origin, turn).catch((thrown) => thrown);
    expect(failed).toBeInstanceOf(BotFailure);
    expect(failed).toMatchObject(expected);
    expect(failed.reason).not.toContain('token');
    expect(rasa.wrong).toEqual([]);
  });

  it('somewhere that is private says nothing of its token', async () => {
    const failed = await ask('http://10.1.2.3').catch((thrown) => thrown);
    expect(failed).toMatchObject({ passing: false });
    expect(String(failed.stack)).not.toContain('planted');
  });

  it('after it has answered is not asked the same again', async () => {
    await using rasa = await startFakeRasa(() => utter('once'));
    const turn = testTurn({ memory: testMemory() });
    const first = await ask(rasa.origin, turn);
    expect(await ask(rasa.origin, turn)).toEqual(first);
    expect(rasa.requests).toHaveLength(1);
  });
});

describe('what a Rasa server answers', () => {
  it('is text, buttons, pictures, files, data and a handover', () => {
    expect(
      readRasaAnswer([
        { text: 'a', buttons: [{ title: 'T', payload: '/p' }, { title: 'U' }, { payload: 'x' }] },
        { attachment: 'https://x.example/a%20b.pdf' },
        { attachment: { type: 'image', payload: { src: 'https://x.example/i' } } },
        { custom: { card: 1 } },
        { custom: { handover: true, card: 2 } },
        { image: 'javascript:alert(1)' },
      ]),
    ).toEqual({
      messages: [
        {
          text: 'a',
          quickReplies: [
            { title: 'T', value: '/p' },
            { title: 'U', value: 'U' },
          ],
          attachments: [],
        },
        {
          text: null,
          quickReplies: [],
          attachments: [
            {
              contentType: 'application/octet-stream',
              contentUrl: 'https://x.example/a%20b.pdf',
              name: 'a b.pdf',
            },
          ],
        },
        {
          text: null,
          quickReplies: [],
          attachments: [{ contentType: 'image/*', contentUrl: 'https://x.example/i' }],
        },
        { text: null, data: { card: 1 }, quickReplies: [], attachments: [] },
        { text: null, data: { card: 2 }, quickReplies: [], attachments: [] },
      ],
      handover: expect.objectContaining({ queue: null, reason: null }),
    });
  });

  it('may be anything', () => {
    const part = fc.record(
      {
        text: fc.anything(),
        image: fc.oneof(fc.webUrl(), fc.anything()),
        attachment: fc.oneof(fc.webUrl(), fc.anything(), fc.record({ url: fc.webUrl() })),
        buttons: fc.oneof(fc.anything(), fc.array(fc.anything())),
        custom: fc.oneof(fc.anything(), fc.record({ handover: fc.anything() })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.array(part)), (given) => {
        try {
          for (const message of readRasaAnswer(given).messages) {
            expect(message.text === null || typeof message.text === 'string').toBe(true);
            for (const { contentUrl } of message.attachments)
              expect(contentUrl).toMatch(/^https?:/i);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(BotFailure);
        }
      }),
    );
  });
});
