import type { ActivityAttachment } from '@tandem/contract';
import { type Fields, isFields, listOf, textOf } from '@tandem/kit';
import { readOptions } from '../handling/index.ts';
import { type BotAnswer, BotFailure, type BotMessage, type HandoverAsk } from './bots.model.ts';

export const maxMessages = 50;

const toQuickReply = (value: unknown) => {
  if (typeof value === 'string') return [{ title: value, value }];
  if (!isFields(value)) return [];
  const title = textOf(value['title']);
  return title ? [{ title, value: textOf(value['value']) ?? title }] : [];
};

const toAttachment = (value: unknown): ActivityAttachment[] => {
  if (!isFields(value)) return [];
  const contentType = textOf(value['contentType']);
  if (!contentType) return [];
  const contentUrl = textOf(value['contentUrl']);
  const name = textOf(value['name']);
  return [
    {
      contentType,
      ...(contentUrl ? { contentUrl } : {}),
      ...(name ? { name } : {}),
      ...(value['content'] === undefined ? {} : { content: value['content'] }),
    },
  ];
};

const toMessage = (value: unknown): BotMessage[] => {
  const fields: Fields = typeof value === 'string' ? { text: value } : isFields(value) ? value : {};
  const message: BotMessage = {
    text: textOf(fields['text']),
    ...(fields['data'] === undefined ? {} : { data: fields['data'] }),
    quickReplies: listOf(fields['quickReplies']).flatMap(toQuickReply),
    attachments: listOf(fields['attachments']).flatMap(toAttachment),
  };
  const empty = !message.text && message.data === undefined && message.attachments.length === 0;
  return empty && message.quickReplies.length === 0 ? [] : [message];
};

export const attributesOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isFields(value) ? value : {})
      .filter(([, entry]) => ['string', 'number', 'boolean'].includes(typeof entry))
      .map(([name, entry]) => [name, String(entry)]),
  );

/** A handover as bots spell it: true, or an object with any of its fields; null for anything else. */
export const toHandover = (value: unknown): HandoverAsk | null => {
  if (value === true) return emptyHandover;
  if (!isFields(value)) return null;
  const summary = textOf(value['summary']);
  return {
    reason: textOf(value['reason']),
    ...(summary ? { summary } : {}),
    queue: textOf(value['queue']),
    language: textOf(value['language']),
    skills: Array.isArray(value['skills'])
      ? value['skills'].filter((skill) => typeof skill === 'string')
      : null,
    priority: Number.isSafeInteger(value['priority']) ? (value['priority'] as number) : null,
    customAttributes: attributesOf(value['customAttributes']),
    options: readOptions(value['options']),
  };
};

export const emptyHandover: HandoverAsk = {
  reason: null,
  queue: null,
  language: null,
  skills: null,
  priority: null,
  customAttributes: {},
};

/**
 * Reads a bot's answer `{messages[], handover?}`; a message may be a text. What is not understood is left out.
 * @throws BotFailure when the answer is no object at all
 */
export const readBotAnswer = (answer: unknown): BotAnswer => {
  if (!isFields(answer)) throw new BotFailure('the answer is not a JSON object', false);
  return {
    messages: listOf(answer['messages']).slice(0, maxMessages).flatMap(toMessage),
    handover: toHandover(answer['handover']),
  };
};
