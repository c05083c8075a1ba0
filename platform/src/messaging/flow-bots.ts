import type { WebhookAttachment, WebhookContent } from '@tandem/contract';
import type { FlowEffect, FlowInput, FlowValue, HttpRequest, HttpResponse } from '@tandem/flows';
import type { CallAnswer } from './flow-answer.ts';
import type { RunningFlow } from './flow-run.types.ts';
import { type Draft, sendMessage } from './input.draft.ts';

/** What a bot says in one message. */
export type BotMessage = {
  readonly text: string;
  readonly quickReplies: readonly { readonly title: string; readonly value: string }[];
  readonly attachments: readonly WebhookAttachment[];
};

type BotCall = Extract<FlowEffect, { kind: 'callBot' }>;

const connectorPrefix = 'connector:';

/**
 * Where a bot is asked: its address, or `connector:<id or name>` with an optional path behind a slash. Null for
 * anything else: the platform keeps no bots of its own.
 */
export const botTarget = (bot: string): HttpRequest['target'] | null => {
  if (/^https?:\/\/[^\s/]/i.test(bot)) return { kind: 'url', url: bot };
  if (!bot.toLowerCase().startsWith(connectorPrefix)) return null;
  const named = bot.slice(connectorPrefix.length).trim();
  const slash = named.indexOf('/');
  const connector = (slash === -1 ? named : named.slice(0, slash)).trim();
  const path = slash === -1 ? '' : named.slice(slash);
  return connector === '' ? null : { kind: 'connector', connector, path };
};

/** Bytes of a bot's answer at most. */
const mostBytes = 1024 * 1024;

/**
 * The request to a bot: `{userId, sessionId, locale, canHandOver, text, data}`, the same that web chats' bots get.
 * The effect's id travels as `Idempotency-Key`.
 */
export const botRequest = (
  effect: BotCall,
  who: { readonly userId: string; readonly sessionId: string },
): HttpRequest | null => {
  const target = botTarget(effect.bot);
  if (!target) return null;
  const contentType = 'application/json';
  const body = {
    ...who,
    locale: 'en',
    canHandOver: true,
    text: effect.text,
    data: Object.keys(effect.inputs).length > 0 ? effect.inputs : null,
  };
  return {
    target,
    method: 'POST',
    query: [],
    headers: [],
    body: { kind: 'text', contentType, text: JSON.stringify(body) },
    timeoutMs: effect.timeoutMs,
    connectTimeoutMs: null,
    retries: 1,
    retryAfter: false,
    circuitBreaker: false,
    maxResponseBytes: mostBytes,
    idempotencyKey: true,
    followRedirects: 'none',
  };
};

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const toQuickReply = (value: unknown) => {
  if (typeof value === 'string') return value === '' ? [] : [{ title: value, value }];
  if (!isFields(value)) return [];
  const title = textOf(value['title']);
  return title === '' ? [] : [{ title, value: textOf(value['value']) || title }];
};

const mediaTypes = { image: 'Image', video: 'Video', audio: 'Audio' } as const;

const toAttachment = (value: unknown): WebhookAttachment[] => {
  if (!isFields(value)) return [];
  const [mime, url, filename] = ['contentType', 'contentUrl', 'name'].map((name) =>
    textOf(value[name]),
  ) as [string, string, string];
  if (!/^https?:\/\//i.test(url)) return [];
  const kind = mime.split('/')[0]?.toLowerCase() as keyof typeof mediaTypes;
  const mediaType = mediaTypes[kind] ?? 'File';
  const attachment = {
    mediaType,
    url,
    ...(mime ? { mime } : {}),
    ...(filename ? { filename } : {}),
  };
  return [{ contentType: 'Attachment', attachment }];
};

const toMessage = (value: unknown): BotMessage[] => {
  const fields: Fields = typeof value === 'string' ? { text: value } : isFields(value) ? value : {};
  const message = {
    text: textOf(fields['text']),
    quickReplies: listOf(fields['quickReplies']).flatMap(toQuickReply),
    attachments: listOf(fields['attachments']).flatMap(toAttachment),
  };
  const isEmpty =
    message.text === '' && message.quickReplies.length === 0 && message.attachments.length === 0;
  return isEmpty ? [] : [message];
};

/** Messages of one answer at most. */
const mostMessages = 50;

const failure = (reason: string): FlowInput => ({
  kind: 'result',
  outlet: 'failure',
  data: { reason },
});

/** What the bot's reply means: what it says, and the outlet `next`, `handover` or `failure`. */
export const readBotReply = ({ status, body }: HttpResponse): CallAnswer => {
  if (status < 200 || status >= 300) return { input: failure(`HTTP ${status}`) };
  let answer: unknown = { messages: [] };
  try {
    if (status !== 204 && body !== '') answer = JSON.parse(body);
  } catch {
    return { input: failure('The answer is not JSON.') };
  }
  if (!isFields(answer)) return { input: failure('The answer is not a JSON object.') };
  const handover = answer['handover'];
  const asks = handover === true || isFields(handover);
  return {
    input: { kind: 'result', outlet: asks ? 'handover' : 'next', data: answer as FlowValue },
    says: listOf(answer['messages']).slice(0, mostMessages).flatMap(toMessage),
  };
};

/** A call that was not completed leaves by the outlet `failure`, with why. */
export const botFailure = (input: FlowInput): CallAnswer => ({
  input: input.kind === 'failed' ? failure(input.message) : failure('The bot was not asked.'),
});

export const noSuchBot = (bot: string): CallAnswer => ({
  input: {
    kind: 'failed',
    code: 'bot.unknown',
    message: `"${bot.slice(0, 200)}" is neither the address of a bot nor connector:<name>.`,
  },
});

const toContent = ({ quickReplies }: BotMessage): WebhookContent[] =>
  quickReplies.map(({ title, value }) => ({
    contentType: 'QuickReply',
    quickReply: { text: title, payload: value, action: 'Message' },
  }));

/** Says to the customer what a bot answered. */
export const sayForBot = (
  draft: Draft,
  messages: readonly BotMessage[],
  { workflow, at }: RunningFlow,
): void => {
  for (const message of messages)
    sendMessage(draft, {
      text: message.text,
      content: toContent(message),
      attachments: message.attachments,
      communicationId: workflow.communicationId,
      acceptedAt: at,
    });
};
