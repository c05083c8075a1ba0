import type { WebhookContent } from '@tandem/contract';
import type { FlowInput, FlowValue, HttpRequest, HttpResponse } from '@tandem/flows';
import { type Fields, fieldsIn, fieldsOf, isFields, listOf } from '@tandem/kit';
import {
  askBot,
  type BotCall,
  type BotMessage,
  messagesIn,
  toAttachment,
  wordsOf,
} from './bot-exchange.ts';
import type { CallAnswer } from './flow-answer.ts';
import type { RunningFlow } from './flow-run.types.ts';
import { type Draft, sendMessage } from './input.draft.ts';

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
  const body = {
    ...who,
    locale: 'en',
    canHandOver: true,
    text: effect.text,
    data: Object.keys(effect.inputs).length > 0 ? effect.inputs : null,
  };
  return askBot(effect, { target, headers: [], body });
};

const toQuickReply = (value: unknown) => {
  if (typeof value === 'string') return value === '' ? [] : [{ title: value, value }];
  if (!isFields(value)) return [];
  const title = wordsOf(value['title']);
  return title === '' ? [] : [{ title, value: wordsOf(value['value']) || title }];
};

const mediaTypes = { image: 'Image', video: 'Video', audio: 'Audio' } as const;

const attachmentOf = ({ contentType: mime, contentUrl: url, name: filename }: Fields) => {
  const kind = wordsOf(mime).split('/')[0]?.toLowerCase() as keyof typeof mediaTypes;
  return toAttachment({ url, mediaType: mediaTypes[kind] ?? 'File', mime, filename });
};

const toMessage = (value: unknown): BotMessage => {
  const fields = typeof value === 'string' ? { text: value } : fieldsOf(value);
  return {
    text: wordsOf(fields['text']),
    quickReplies: listOf(fields['quickReplies']).flatMap(toQuickReply),
    attachments: fieldsIn(fields['attachments']).flatMap(attachmentOf),
  };
};

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
    says: messagesIn(answer['messages'], toMessage),
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
