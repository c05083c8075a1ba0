import { createTestClock, isFields } from '@tandem/kit';
import { describe, expect, it } from 'vitest';
import {
  completion,
  fakesClient,
  openAiKey,
  type Received,
  rasaToken,
  startFakeOpenAi,
  startFakeRasa,
  startFakeServer,
  toolCall,
} from '../testing/index.ts';
import type { Recognition } from './bots.model.ts';
import { createOpenAiBot } from './openai-bot.ts';
import { createRasaBot } from './rasa-bot.ts';
import { createWebhookBot, signBotRequest } from './webhook-bot.ts';

const asked = (text: string): Recognition => ({
  ...{ text, intent: 'stop_waiting', conversationId: 'c', userId: 'u', locale: 'en' },
  ...{ idempotencyKey: 'c/intent/7', timeoutMs: 5_000, signal: new AbortController().signal },
});

const deps = () => ({ http: fakesClient(), clock: createTestClock() });
const textOf = ({ body }: Received) => (isFields(body) ? body['text'] : null);

describe('an intent in what somebody says', () => {
  it('is told by a Rasa server, which has to be sure', async () => {
    await using rasa = await startFakeRasa((request) => {
      const confidence = textOf(request) === 'perhaps' ? 0.4 : 0.9;
      const name = textOf(request) === 'hello' ? 'greet' : 'stop_waiting';
      return { body: { text: textOf(request), intent: { name, confidence }, entities: [] } };
    });
    const part = {
      ...{ kind: 'rasa', settings: { rasaUrl: `${rasa.origin}/` } },
      secrets: { rasaToken },
    };
    const bot = createRasaBot(deps());
    const recognises = (text: string) => bot.recognise?.(asked(text), part);
    expect(await recognises('forget it')).toBe(true);
    expect(await recognises('perhaps')).toBe(false);
    expect(await recognises('hello')).toBe(false);
    expect(rasa.requests.every(({ path }) => path.startsWith('/model/parse?'))).toBe(true);
    const refused = bot.recognise?.(asked('x'), { ...part, secrets: {} });
    await expect(refused).rejects.toMatchObject({ reason: expect.stringContaining('token') });
  });

  it('is told by a webhook, which is asked with a signature and an id of its own', async () => {
    await using server = await startFakeServer({
      check: () => null,
      answer: (request) =>
        textOf(request) === 'nothing' ? { status: 204 } : { body: { intent: textOf(request) } },
    });
    const part = {
      ...{ kind: 'webhook', settings: { url: server.origin } },
      secrets: { secret: 'a secret of the tests' },
    };
    const bot = createWebhookBot(deps());
    expect(await bot.recognise?.(asked('stop_waiting'), part)).toBe(true);
    expect(await bot.recognise?.(asked('other'), part)).toBe(false);
    expect(await bot.recognise?.(asked('nothing'), part)).toBe(false);
    const [first] = server.requests;
    expect(first?.headers['idempotency-key']).toBe('c/intent/7');
    expect(first?.headers['x-tandem-signature-256']).toBe(
      signBotRequest('a secret of the tests', JSON.stringify(first?.body)),
    );
  });

  it('is told by a chat model through a tool', async () => {
    await using model = await startFakeOpenAi(({ body }) => {
      const said = JSON.stringify(body).includes('forget it');
      return completion(
        said ? { content: null, tool_calls: [toolCall('recognised', {})] } : { content: 'no' },
      );
    });
    const part = {
      ...{ kind: 'openai', settings: { baseUrl: model.baseUrl, model: 'small' } },
      secrets: { apiKey: openAiKey },
    };
    const bot = createOpenAiBot(deps());
    expect(await bot.recognise?.(asked('forget it'), part)).toBe(true);
    expect(await bot.recognise?.(asked('hello?'), part)).toBe(false);
  });
});
