import { botStates, type Utterance, type WebhookAttachment } from '@tandem/contract';
import type { FlowEffect, FlowInput, FlowValue, HttpRequest, HttpResponse } from '@tandem/flows';
import type { CallAnswer } from './flow-answer.ts';
import type { BotMessage } from './flow-bots.ts';

type BotCall = Extract<FlowEffect, { kind: 'callBot' }>;

/** Where a bot of an integration is called, with what proves the call; or why it cannot be. */
export type FoundConnector =
  | {
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly botId: string;
      readonly version: string;
    }
  | { readonly refused: string };

/** Finds the bot that a flow names, by ids or names; a version of '' is the latest of the list. */
export type FindConnector = (
  org: string,
  asked: { readonly integration: string; readonly bot: string; readonly version: string },
) => Promise<FoundConnector>;

export const noConnectors: FindConnector = async () => ({
  refused: 'There are no Genesys Bot Connector integrations here.',
});

/** Bytes of an answer at most. */
const mostBytes = 1024 * 1024;
const sessionMinutes = 12 * 60;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * The request of a Bot Connector: the run's session with the bot, and a message id that is the same for a repeat.
 * Inputs travel as texts.
 */
export const connectorRequest = (
  effect: BotCall,
  found: Exclude<FoundConnector, { refused: string }>,
  who: { readonly conversationId: string; readonly run: string },
): HttpRequest => {
  const inputs = Object.entries(effect.inputs).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value ?? null),
  ]);
  const body: Utterance = {
    botId: found.botId,
    botVersion: found.version,
    botSessionId: who.run,
    messageId: effect.id,
    inputMessage: { type: 'Text', text: effect.text.slice(0, 10_000) },
    languageCode: 'en-us',
    botSessionTimeout: sessionMinutes,
    genesysConversationId: who.conversationId,
    parameters: Object.fromEntries(inputs),
  };
  const contentType = 'application/json';
  return {
    target: { kind: 'url', url: found.url },
    method: 'POST',
    query: [],
    headers: Object.entries(found.headers),
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
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const failure = (reason: string, told: Readonly<Record<string, FlowValue>> = {}): FlowInput => ({
  kind: 'result',
  outlet: 'failure',
  data: { botState: 'FAILED', ...told, reason },
});

const toReply = (part: Fields) => {
  const reply = part['quickReply'];
  const text = isFields(reply) ? textOf(reply['text']) : '';
  if (!isFields(reply) || text === '') return [];
  return [{ title: text, value: textOf(reply['payload']) || text }];
};

const mediaTypes: ReadonlySet<unknown> = new Set(['Image', 'Video', 'Audio', 'File']);

const toAttachment = (part: Fields): WebhookAttachment[] => {
  const given = part['attachment'];
  const url = isFields(given) ? textOf(given['url']) : '';
  if (!isFields(given) || !/^https?:\/\//i.test(url)) return [];
  const mediaType = mediaTypes.has(given['mediaType']) ? given['mediaType'] : 'File';
  const attachment = {
    mediaType: mediaType as WebhookAttachment['attachment']['mediaType'],
    url,
    ...(textOf(given['mime']) ? { mime: textOf(given['mime']) } : {}),
    ...(textOf(given['filename']) ? { filename: textOf(given['filename']) } : {}),
  };
  return [{ contentType: 'Attachment', attachment }];
};

/** Messages of one answer at most. */
const mostMessages = 50;

const toMessage = (value: unknown): BotMessage[] => {
  if (!isFields(value)) return [];
  const parts = listOf(value['content']).filter(isFields);
  const message = {
    text: textOf(value['text']),
    quickReplies: parts.flatMap(toReply),
    attachments: parts.flatMap(toAttachment),
  };
  const isEmpty =
    message.text === '' && message.quickReplies.length === 0 && message.attachments.length === 0;
  return isEmpty ? [] : [message];
};

/** Slots by name, from any of the spellings that are in use. */
const slotsOf = (answer: Fields): Fields => {
  const given = answer['slotValues'] ?? answer['slots'] ?? answer['entities'];
  if (isFields(given)) return given;
  return Object.fromEntries(
    listOf(given)
      .filter(isFields)
      .map((one) => [textOf(one['name']), one['value'] ?? one['values'] ?? null]),
  );
};

const stateOf = (answer: Fields): (typeof botStates)[number] | null => {
  const state = textOf(answer['botState']).toUpperCase();
  return botStates.find((one) => one === state) ?? null;
};

const errorOf = ({ errorInfo }: Fields): string => {
  const said = isFields(errorInfo) ? textOf(errorInfo['errorMessage']) : '';
  return said || 'the bot says that it failed';
};

/** What the answer means: what the bot says, and whether it goes on, has finished or has failed. */
export const readConnectorReply = ({ status, body }: HttpResponse): CallAnswer => {
  if (status < 200 || status >= 300) return { input: failure(`HTTP ${status}`) };
  let answer: unknown = null;
  try {
    answer = JSON.parse(body);
  } catch {
    return { input: failure('The answer is not JSON.') };
  }
  const state = isFields(answer) ? stateOf(answer) : null;
  if (!isFields(answer) || state === null)
    return { input: failure('The answer has no botState of COMPLETE, FAILED or MOREDATA.') };
  const given = answer['replymessages'] ?? answer['replyMessages'];
  const says = listOf(given).slice(0, mostMessages).flatMap(toMessage);
  const confidence = Number(answer['confidence'] ?? Number.NaN);
  const told = {
    botState: state,
    intent: textOf(answer['intent']),
    confidence: Number.isFinite(confidence) ? confidence : null,
    slots: slotsOf(answer),
    attributes: isFields(answer['parameters']) ? answer['parameters'] : {},
  } as Readonly<Record<string, FlowValue>>;
  if (state === 'FAILED') return { input: failure(errorOf(answer), told), says };
  return { input: { kind: 'result', outlet: 'next', data: told }, says };
};

/** A call that was not completed leaves by the outlet `failure`, with why. */
export const connectorFailure = (reason: string): CallAnswer => ({ input: failure(reason) });
