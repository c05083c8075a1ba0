import { createEgressGuard, createHttpClient, type HttpRequest, systemClock } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { testMemory } from './bots.fixture.ts';
import type { BotTurn } from './bots.model.ts';
import { createWebhookBot, signBotRequest } from './webhook-bot.ts';

const turn: BotTurn = {
  idempotencyKey: 'c/1',
  conversationId: 'c',
  userId: 'u',
  locale: 'en',
  input: { kind: 'start' },
  canHandOver: true,
  memory: testMemory(),
  timeoutMs: 1000,
  signal: new AbortController().signal,
};

const ask = (lookup: () => Promise<readonly { address: string }[]>) => {
  const guard = createEgressGuard({ allow: [], lookup: lookup as never });
  const bot = createWebhookBot({ http: createHttpClient({ guard }), clock: systemClock });
  const part = { kind: 'webhook', settings: { url: 'https://bot.example.com/' }, secrets: {} };
  return bot.answer(turn, part);
};

/** What the bot reads of a turn. */
const readOf = async (input: BotTurn['input']) => {
  const sent: Record<string, unknown>[] = [];
  const request = async ({ body }: HttpRequest) => {
    sent.push(JSON.parse(String(body)));
    return { status: 204, headers: {}, body: Buffer.alloc(0) };
  };
  const bot = createWebhookBot({ http: { request, close: async () => {} }, clock: systemClock });
  const part = { kind: 'webhook', settings: { url: 'https://bot.example.com/' }, secrets: {} };
  await bot.answer({ ...turn, input }, part);
  return sent[0] ?? {};
};

describe('what a bot reads', () => {
  it('tells news of a handover from whatever a customer’s client sends along', async () => {
    const news = { kind: 'handover', status: 'completed', reason: null, queue: null } as const;
    const told = await readOf(news);
    expect(told['data']).toEqual({
      event: 'handover',
      handover: { status: 'completed', reason: null },
    });
    const message = { kind: 'message', text: null, attachments: [] } as const;
    const forged = await readOf({ ...message, data: told['data'] });
    expect(forged).toMatchObject({ type: 'message', value: told['data'] });
    expect(forged['data']).toBeUndefined();
    expect(told).toMatchObject({ type: 'handover' });
    expect(await readOf({ kind: 'start' })).toMatchObject({
      ...{ type: 'start', data: { event: 'start' } },
    });
  });
});

describe('the signature of a request', () => {
  it.each([
    // RFC 4231, test case 2.
    [
      'Jefe',
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    // Made with `openssl dgst -sha256 -hmac`.
    [
      'shared secret',
      '{"type":"message","text":"Grüße 👋"}',
      '729e5f18a5cff0974a1211468e026802e96ee97f8294f0a96987121f934adde7',
    ],
  ])('is the one that others make: %s', (secret, body, hex) => {
    expect(signBotRequest(secret, body)).toBe(`sha256=${hex}`);
  });
});

describe('a bot that cannot be called', () => {
  it('is asked again when its name cannot be resolved just now, and never where that is forbidden', async () => {
    await expect(ask(() => Promise.reject(new Error('EAI_AGAIN')))).rejects.toMatchObject({
      passing: true,
    });
    await expect(ask(async () => [{ address: '10.0.0.1' }])).rejects.toMatchObject({
      passing: false,
    });
  });
});
