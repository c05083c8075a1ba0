import { type HttpRequest, systemClock, systemIds } from '@tandem/kit';
import { expect, it } from 'vitest';
import { createChatwootProvider } from './chatwoot/index.ts';
import type { HandoverProvider, ProviderContext } from './provider.model.ts';
import { createWebhookProvider } from './webhook/index.ts';

/** What a contact centre is sent of the receipts of one message. */
const toldTo = async (
  create: (http: never) => HandoverProvider,
  { remoteMessageId, part }: { remoteMessageId: string; part: object },
) => {
  const sent: { method: string; url: string; body: Record<string, unknown> }[] = [];
  const request = async ({ method, url, body }: HttpRequest) => {
    sent.push({ method, url, body: JSON.parse(String(body)) });
    return { status: 200, headers: {}, body: Buffer.from('{}') };
  };
  const provider = create({ request, close: async () => {} } as never);
  const context = {
    part: { closed: {}, ...part },
    session: { conversationId: 'c', userId: 'u', userName: null, locale: 'en' },
    handover: { id: 7, ordinal: 1, remote: { conversation: '3' } },
    ...{ signal: AbortSignal.timeout(5000), budgetMs: 5000, record: async () => {} },
  } as unknown as ProviderContext;
  for (const failure of [null, 'The bot was blocked.'])
    await provider.sendReceipt(context, { remoteMessageId, failure });
  return sent;
};

it('Chatwoot reads what has failed at the message, with its error', async () => {
  const sent = await toldTo(
    (http) => createChatwootProvider({ http, readFile: (() => Promise.reject()) as never }),
    {
      remoteMessageId: 'chatwoot/12',
      part: {
        settings: { chatwootAddress: 'https://desk.example', chatwootAccount: '1' },
        secrets: { apiAccessToken: 'token' },
      },
    },
  );
  expect(sent.map(({ method, body }) => [method, body])).toEqual([
    ['PATCH', { status: 'delivered' }],
    ['PATCH', { status: 'failed', external_error: 'The bot was blocked.' }],
  ]);
  expect(sent.every(({ url }) => url.endsWith('/conversations/3/messages/12'))).toBe(true);
});

it('a system behind a webhook is told of both, under ids of their own', async () => {
  const sent = await toldTo(
    (http) => createWebhookProvider({ http, clock: systemClock, ids: systemIds } as never),
    {
      remoteMessageId: 'their-9',
      part: {
        settings: { webhookAddress: 'https://desk.example/hook' },
        secrets: { webhookSecret: 'a secret of sixteen and more' },
      },
    },
  );
  const receipt = { type: 'receipt', messageId: 'their-9' };
  expect(sent.map(({ body }) => body)).toMatchObject([
    { ...receipt, status: 'delivered' },
    { ...receipt, status: 'failed', reason: 'The bot was blocked.' },
  ]);
  expect(new Set(sent.map(({ body }) => body['id'])).size).toBe(2);
});
