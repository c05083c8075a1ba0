import type { Activity, ActivityAttachment } from '@tandem/contract';
import { type Fields, fieldsIn, fieldsOf, textOf } from '@tandem/kit';
import { handoverErrors } from '../handover.errors.ts';
import type { RemoteEvent, RemoteWebhook, WebhookHeaders } from '../provider.model.ts';
import { idOf } from './client.ts';

const fileTypes: Readonly<Record<string, string>> = {
  image: 'image/*',
  audio: 'audio/*',
  video: 'video/*',
};

const extensionTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
};

/** The last part of an address, without what follows a question mark. */
const fileNameOf = (url: string): string | null => {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  try {
    return textOf(decodeURIComponent(last));
  } catch {
    return textOf(last);
  }
};

const toAttachment = (file: Fields): ActivityAttachment[] => {
  const contentUrl = textOf(file['data_url']);
  if (!contentUrl || !/^https?:\/\//i.test(contentUrl) || !URL.canParse(contentUrl)) return [];
  const name = fileNameOf(contentUrl);
  const extension = textOf(file['extension']) ?? name?.split('.').at(-1) ?? '';
  const contentType =
    extensionTypes[extension.toLowerCase()] ??
    fileTypes[String(file['file_type'])] ??
    'application/octet-stream';
  return [{ contentType, contentUrl, ...(name ? { name } : {}) }];
};

const toActivity = (body: Fields): Activity | null => {
  const text = textOf(body['content']);
  const attachments = fieldsIn(body['attachments']).flatMap(toAttachment);
  if (!text && attachments.length === 0) return null;
  return {
    type: 'message',
    ...(text ? { text } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
  };
};

const nothing: RemoteEvent = { kind: 'none' };

/** What an agent writes, and what the inbox says by itself. Private notes and our own messages are nobody's business. */
const toMessage = (body: Fields, remoteConversation: string | null): RemoteEvent => {
  const id = idOf(body['id']);
  const type = body['message_type'];
  const isSaid = type === 'outgoing' || type === 'template';
  if (!id || !isSaid || body['private'] === true) return nothing;
  const activity = toActivity(body);
  if (!activity) return nothing;
  const sender = fieldsOf(body['sender']);
  const isAgent = type === 'outgoing' && sender['type'] !== 'agent_bot';
  return {
    ...{ kind: 'message', messageId: `chatwoot/${id}`, remoteConversation, activity },
    from: isAgent ? 'agent' : 'flow',
    senderName: textOf(sender['available_name']) ?? textOf(sender['name']),
    time: null,
  };
};

/** Milliseconds that a sign of typing lasts, unless another follows. */
const typingMs = 8_000;

const toTyping = (body: Fields): RemoteEvent =>
  fieldsOf(body['user'])['type'] === 'user' && body['is_private'] !== true
    ? { kind: 'typing', durationMs: typingMs }
    : nothing;

const conversationIn = (body: Fields, event: string): Fields =>
  event.startsWith('conversation_') && !event.startsWith('conversation_typing')
    ? body
    : fieldsOf(body['conversation']);

const eventOf = (event: string, body: Fields, conversation: Fields): RemoteEvent => {
  switch (event) {
    case 'message_created':
      return toMessage(body, idOf(conversation['id']));
    case 'conversation_status_changed':
    case 'conversation_updated':
    case 'assignee_changed':
      return { kind: 'look' };
    case 'conversation_typing_on':
      return toTyping(body);
    default:
      return nothing;
  }
};

/** The same for a repeat: the message, otherwise the delivery, otherwise the state that it tells of. */
const keyOf = (event: string, body: Fields, headers: WebhookHeaders): string => {
  const delivery = headers['x-chatwoot-delivery'];
  if (event === 'message_created') return idOf(body['id']) ?? '';
  if (typeof delivery === 'string') return delivery.slice(0, 200);
  const { id, status, updated_at, timestamp, meta } = body;
  const assignee = fieldsOf(fieldsOf(meta)['assignee'])['id'];
  return [id, status, updated_at ?? timestamp, assignee].map(String).join('/');
};

/** Reads a delivery. @throws handoverErrors.badDelivery when it names no event */
export const readChatwootWebhook = (value: unknown, headers: WebhookHeaders): RemoteWebhook => {
  const body = fieldsOf(value);
  const event = textOf(body['event']);
  if (!event) throw handoverErrors.badDelivery({ problem: 'event is missing' });
  const conversation = conversationIn(body, event);
  // We have named the contact's place in the inbox after the conversation here.
  const conversationId = textOf(fieldsOf(conversation['contact_inbox'])['source_id']) ?? '';
  const dedupe = { messageId: keyOf(event, body, headers), kind: event, status: '' };
  const read = conversationId ? eventOf(event, body, conversation) : nothing;
  return { integrationId: '', conversationId, dedupe, event: read };
};
