import type { ActivityAttachment } from '@tandem/contract';
import { isFields, listOf, textOf } from '@tandem/kit';
import { maxMessages, toHandover } from './bot-answer.rules.ts';
import { type BotAnswer, BotFailure, type BotMessage, type QuickReply } from './bots.model.ts';
import { fileAt, pictureAt } from './foreign-content.rules.ts';

const mostButtons = 20;

const toQuickReply = (button: unknown): readonly QuickReply[] => {
  const title = isFields(button) ? textOf(button['title']) : null;
  if (!isFields(button) || !title) return [];
  return [{ title, value: textOf(button['payload']) ?? title }];
};

/** Rasa leaves open what an attachment is: an address, or an object with one. */
const attachmentsOf = (attachment: unknown): readonly ActivityAttachment[] => {
  if (!isFields(attachment)) return fileAt(attachment);
  const { type, payload } = attachment;
  const address = isFields(payload) ? (payload['src'] ?? payload['url']) : attachment['url'];
  return type === 'image' ? pictureAt(address) : fileAt(address);
};

/** A handover is a change of state; all else of a custom payload is data for the chat client. */
const splitCustom = (custom: unknown) => {
  if (!isFields(custom) || custom['handover'] === undefined)
    return { data: custom ?? undefined, handover: null };
  const { handover, ...rest } = custom;
  const data = Object.keys(rest).length > 0 ? rest : undefined;
  return { data, handover: toHandover(handover) };
};

const readOne = (value: unknown) => {
  if (!isFields(value)) return { messages: [], handover: null };
  const { data, handover } = splitCustom(value['custom']);
  const message: BotMessage = {
    text: textOf(value['text']),
    ...(data === undefined ? {} : { data }),
    quickReplies: listOf(value['buttons']).slice(0, mostButtons).flatMap(toQuickReply),
    attachments: [...pictureAt(value['image']), ...attachmentsOf(value['attachment'])],
  };
  const said = message.text || message.quickReplies.length > 0 || message.attachments.length > 0;
  return { messages: said || data !== undefined ? [message] : [], handover };
};

/**
 * Reads what the REST channel answers: a list of messages with text, buttons, image, attachment and custom payload.
 * What is not understood is left out.
 * @throws BotFailure when it is no list
 */
export const readRasaAnswer = (answer: unknown): BotAnswer => {
  if (!Array.isArray(answer)) throw new BotFailure('the answer is no list of messages', false);
  const read = answer.slice(0, maxMessages).map(readOne);
  return {
    messages: read.flatMap(({ messages }) => messages),
    handover: read.find(({ handover }) => handover !== null)?.handover ?? null,
  };
};
