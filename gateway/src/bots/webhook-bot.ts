import {
  HttpCallError,
  type HttpClient,
  type HttpResponse,
  PublicError,
  signatureOf,
} from '@tandem/kit';
import type { OpenPart } from '../endpoints/index.ts';
import { readBotAnswer } from './bot-answer.rules.ts';
import { type BotBackend, BotFailure, type BotTurn } from './bots.model.ts';

/** Header with the signature of the exact body: `sha256=` and the hex HMAC of the shared secret. */
const botSignatureHeader = 'X-Tandem-Signature-256';

const botSignature = { prefix: 'sha256=', hash: 'sha256', encoding: 'hex' } as const;

export const signBotRequest = (secret: string, body: string): string =>
  signatureOf(botSignature, secret, body);

const bodyOf = ({ conversationId, userId, locale, input, canHandOver }: BotTurn): string => {
  const base = { userId, sessionId: conversationId, locale, canHandOver };
  if (input.kind === 'message')
    return JSON.stringify({
      ...base,
      text: input.text,
      data: input.data ?? null,
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

const passing = (status: number) => status === 408 || status === 429 || status >= 500;

const parse = ({ status, body }: HttpResponse): unknown => {
  if (status === 204 || body.length === 0) return { messages: [] };
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new BotFailure('the answer is not JSON', false);
  }
};

const call = async (http: HttpClient, turn: BotTurn, bot: OpenPart): Promise<HttpResponse> => {
  const body = bodyOf(turn);
  const closed = bot.closed?.['secret'];
  if (closed)
    throw new BotFailure(`the signing secret cannot be opened: ${closed.reason}`, closed.passing);
  const secret = bot.secrets['secret'];
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'Idempotency-Key': turn.idempotencyKey,
  };
  if (secret) headers[botSignatureHeader] = signBotRequest(secret, body);
  const { timeoutMs, signal } = turn;
  try {
    const url = String(bot.settings['url']);
    return await http.request({ method: 'POST', url, headers, body, timeoutMs, signal });
  } catch (error) {
    if (error instanceof HttpCallError) throw new BotFailure(error.reason, true);
    // A name that cannot be resolved may be a resolver that is away.
    if (error instanceof PublicError)
      throw new BotFailure(error.message, error.code === 'egress.unresolved');
    throw error;
  }
};

/** Any bot that answers JSON to JSON: `{userId, sessionId, locale, canHandOver, text, data}` → `{messages[], handover?}`. */
export const createWebhookBot = ({ http }: { http: HttpClient }): BotBackend => ({
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
    const response = await call(http, turn, bot);
    if (response.status < 200 || response.status >= 300)
      throw new BotFailure(`HTTP ${response.status}`, passing(response.status));
    const answer = parse(response);
    return { ...readBotAnswer(answer), data: answer };
  },
});
