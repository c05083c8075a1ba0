import { type Fields, fieldsOf, listOf, textOf } from '@tandem/kit';
import type { InboundEvent, InboundMedia, InboundMessage } from '../channels.model.ts';

/** Chat, and the topic within it where a group has topics. */
export const telegramPlace = (address: string): { chat_id: number; message_thread_id?: number } => {
  const [chat, topic] = address.split('/').map(Number);
  return { chat_id: chat ?? 0, ...(topic ? { message_thread_id: topic } : {}) };
};

const idText = (value: unknown): string | null =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : null;

const addressOf = (message: Fields): string | null => {
  const chat = idText(fieldsOf(message['chat'])['id']);
  const topic = message['is_topic_message'] === true ? idText(message['message_thread_id']) : null;
  return chat && (topic ? `${chat}/${topic}` : chat);
};

const fileKinds = ['document', 'video', 'animation', 'audio', 'voice', 'video_note'] as const;

const toMedia = (file: Fields, contentType: string | null): InboundMedia[] => {
  const ref = textOf(file['file_id']);
  if (!ref) return [];
  return [
    { ref, name: textOf(file['file_name']), contentType: textOf(file['mime_type']) ?? contentType },
  ];
};

/** The largest size of a photo, and files; an animation comes as a document, too. */
const mediaOf = (message: Fields): readonly InboundMedia[] => {
  const photo = fieldsOf(listOf(message['photo']).at(-1));
  const kind = fileKinds.find((name) => message[name] !== undefined);
  return [
    ...toMedia(photo, 'image/jpeg'),
    ...(kind ? toMedia(fieldsOf(message[kind]), kind === 'voice' ? 'audio/ogg' : null) : []),
  ];
};

/** Text of what has none of its own. */
const wordsOf = (message: Fields): string | null => {
  const { latitude, longitude } = fieldsOf(message['location']);
  if (latitude !== undefined) return `${String(latitude)}, ${String(longitude)}`;
  const { first_name: first, last_name: last, phone_number: phone } = fieldsOf(message['contact']);
  if (phone !== undefined) return [first, last, phone].filter(Boolean).join(' ');
  return textOf(fieldsOf(message['sticker'])['emoji']);
};

const userOf = (from: Fields): InboundMessage['user'] & { locale: string | null } => {
  const name = [from['first_name'], from['last_name']].filter(Boolean).join(' ');
  return {
    id: idText(from['id']) ?? '',
    name: name || textOf(from['username']),
    locale: textOf(from['language_code']),
  };
};

type Base = { readonly id: string };

const fromMessage = (message: Fields, { id }: Base): InboundEvent[] => {
  const address = addressOf(message);
  const from = fieldsOf(message['from']);
  // What a bot says, and what a channel posts in nobody's name, is answered by none.
  if (!address || from['is_bot'] === true || from['id'] === undefined) return [];
  const { locale, ...user } = userOf(from);
  const text = textOf(message['text']) ?? textOf(message['caption']) ?? wordsOf(message);
  const base = { id, address, user, locale };
  if (text && /^\/start(@\w+)?(\s|$)/.test(text)) return [{ kind: 'start', ...base }];
  const media = mediaOf(message);
  return text || media.length > 0 ? [{ kind: 'message', ...base, text, media }] : [];
};

const fromCallback = (query: Fields, { id }: Base): InboundEvent[] => {
  const address = addressOf(fieldsOf(query['message']));
  const choice = textOf(query['data']);
  const owed = textOf(query['id']);
  if (!address || !choice || !owed) return [];
  const { locale, ...user } = userOf(fieldsOf(query['from']));
  return [{ kind: 'message', id, address, user, locale, text: null, choice, media: [], owed }];
};

/**
 * Reads an update (Bot API, `Update`); kinds that are not asked for are none of ours. Every bot counts its updates by
 * itself, so that the bot is part of what tells a repeat.
 */
export const readUpdate = (body: unknown, bot: string): readonly InboundEvent[] => {
  const update = fieldsOf(body);
  const number = idText(update['update_id']);
  if (!number) return [];
  const base = { id: `update:${bot}:${number}` };
  if (update['message']) return fromMessage(fieldsOf(update['message']), base);
  if (update['callback_query']) return fromCallback(fieldsOf(update['callback_query']), base);
  return [];
};
