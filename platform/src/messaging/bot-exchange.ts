import type { WebhookAttachment } from '@tandem/contract';
import type { FlowEffect, HttpRequest } from '@tandem/flows';
import { listOf, textOf } from '@tandem/kit';

export type BotCall = Extract<FlowEffect, { kind: 'callBot' }>;

/** What a bot says in one message. */
export type BotMessage = {
  readonly text: string;
  readonly quickReplies: readonly { readonly title: string; readonly value: string }[];
  readonly attachments: readonly WebhookAttachment[];
};

/** Bytes of a bot's answer at most. */
const mostBytes = 1024 * 1024;

/** One question to a bot. The effect's id travels as `Idempotency-Key`. */
export const askBot = (
  { timeoutMs }: BotCall,
  { target, headers, body }: Pick<HttpRequest, 'target' | 'headers'> & { readonly body: object },
): HttpRequest => ({
  target,
  method: 'POST',
  query: [],
  headers,
  body: { kind: 'text', contentType: 'application/json', text: JSON.stringify(body) },
  timeoutMs,
  connectTimeoutMs: null,
  retries: 1,
  retryAfter: false,
  circuitBreaker: false,
  maxResponseBytes: mostBytes,
  idempotencyKey: true,
  followRedirects: 'none',
});

/** A text of an answer; '' for anything else. */
export const wordsOf = (value: unknown): string => textOf(value) ?? '';

type Found = {
  readonly url: unknown;
  readonly mediaType: WebhookAttachment['attachment']['mediaType'];
  readonly mime: unknown;
  readonly filename: unknown;
};

/** A file that a bot names; none when its address is not one of the web. */
export const toAttachment = ({ url, mediaType, ...given }: Found): WebhookAttachment[] => {
  const address = wordsOf(url);
  if (!/^https?:\/\//i.test(address)) return [];
  const [mime, filename] = [textOf(given.mime), textOf(given.filename)];
  const named = { ...(mime ? { mime } : {}), ...(filename ? { filename } : {}) };
  return [{ contentType: 'Attachment', attachment: { mediaType, url: address, ...named } }];
};

/** Messages of one answer at most. */
const mostMessages = 50;

const saysNothing = ({ text, quickReplies, attachments }: BotMessage) =>
  text === '' && quickReplies.length === 0 && attachments.length === 0;

/** The messages of an answer that say something. */
export const messagesIn = (
  given: unknown,
  toMessage: (value: unknown) => BotMessage,
): readonly BotMessage[] =>
  listOf(given)
    .slice(0, mostMessages)
    .map(toMessage)
    .filter((message) => !saysNothing(message));
