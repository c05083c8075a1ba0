import { type HttpClient, type HttpResponse, isFields, signatureOf } from '@tandem/kit';
import type { OpenPart } from '../endpoints/index.ts';
import { readBotAnswer } from './bot-answer.rules.ts';
import {
  type BotDeps,
  botSecret,
  callBotServer,
  isSuccess,
  jsonOf,
  statusFailure,
} from './bot-http.ts';
import type { BotBackend, BotTurn, Recognition } from './bots.model.ts';

/** Header with the signature of the exact body: `sha256=` and the hex HMAC of the shared secret. */
const botSignatureHeader = 'X-Tandem-Signature-256';

const botSignature = { prefix: 'sha256=', hash: 'sha256', encoding: 'hex' } as const;

export const signBotRequest = (secret: string, body: string): string =>
  signatureOf(botSignature, secret, body);

/** `data` is Tandem's own; what a customer's client sends along is `value`, so that it passes for no news. */
const bodyOf = ({ conversationId, userId, locale, input, canHandOver }: BotTurn): string => {
  const base = { type: input.kind, userId, sessionId: conversationId, locale, canHandOver };
  if (input.kind === 'message')
    return JSON.stringify({
      ...base,
      text: input.text,
      value: input.data ?? null,
      attachments: input.attachments,
    });
  if (input.kind === 'start')
    return JSON.stringify({ ...base, text: null, data: { event: 'start' } });
  const { status, reason, queue } = input;
  const place = queue && {
    ...(queue.position === null ? {} : { position: queue.position }),
    ...(queue.estimatedWaitSeconds === null
      ? {}
      : { estimatedWaitTime: queue.estimatedWaitSeconds * 1000 }),
  };
  const data = { event: 'handover', handover: { status, reason, ...place } };
  return JSON.stringify({ ...base, text: null, data });
};

/** The answer names the intent: `{"intent": "cancel"}`. */
const intentBodyOf = ({ conversationId, userId, locale, text, intent }: Recognition): string =>
  JSON.stringify({
    ...{ type: 'intent', userId, sessionId: conversationId, locale, canHandOver: false, text },
    data: { event: 'intent', intents: [intent] },
  });

type Limits = Pick<BotTurn, 'idempotencyKey' | 'timeoutMs' | 'signal'>;

const call = (
  http: HttpClient,
  turn: Limits,
  { bot, body }: { readonly bot: OpenPart; readonly body: string },
): Promise<HttpResponse> => {
  const secret = botSecret(bot, 'secret', 'the signing secret');
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'Idempotency-Key': turn.idempotencyKey,
  };
  if (secret) headers[botSignatureHeader] = signBotRequest(secret, body);
  return callBotServer(http, turn, {
    ...{ method: 'POST', url: String(bot.settings['url']), headers, body },
  });
};

const isEmpty = ({ status, body }: HttpResponse) => status === 204 || body.length === 0;

/** Any bot that answers JSON to JSON: `{type, userId, sessionId, locale, canHandOver, text, value, data}` → `{messages[], handover?}`. */
export const createWebhookBot = ({ http, clock }: BotDeps): BotBackend => ({
  kind: 'webhook',
  label: 'Webhook',
  fields: [
    {
      name: 'url',
      label: 'URL',
      help: 'Receives a POST for each message of a customer.',
      type: 'url',
      required: true,
      secret: false,
    },
    {
      name: 'secret',
      label: 'Signing secret',
      help: `Signs the body in the header ${botSignatureHeader}.`,
      type: 'text',
      required: false,
      secret: true,
    },
  ],
  async answer(turn, bot) {
    const response = await call(http, turn, { bot, body: bodyOf(turn) });
    if (!isSuccess(response)) throw statusFailure(response, clock.now());
    const answer = isEmpty(response) ? { messages: [] } : jsonOf(response);
    return { ...readBotAnswer(answer), data: answer };
  },
  async recognise(asked, bot) {
    const response = await call(http, asked, { bot, body: intentBodyOf(asked) });
    if (!isSuccess(response)) throw statusFailure(response, clock.now());
    const answer = isEmpty(response) ? null : jsonOf(response);
    return isFields(answer) && answer['intent'] === asked.intent;
  },
});
