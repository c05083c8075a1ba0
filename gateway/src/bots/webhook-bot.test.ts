import { createEgressGuard, createHttpClient, systemClock } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import { testMemory } from './bots.fixture.ts';
import type { BotTurn } from './bots.model.ts';
import { createWebhookBot } from './webhook-bot.ts';

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
