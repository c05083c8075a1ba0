import type { Activity, ActivityAttachment } from '@tandem/contract';
import { type Fields, fieldsOf } from '@tandem/kit';
import type { RemoteEvent, RemoteWebhook } from '../provider.model.ts';
import { conversationOfHandover } from './outgoing.rules.ts';

const textOf = (value: unknown, most = 256): string | null =>
  typeof value === 'string' && value !== '' && value.length <= most ? value : null;
const countOf = (value: unknown): number | null =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;

const mostText = 100_000;
const mostAttachments = 20;
const typingMs = 5000;
const mostTypingMs = 30_000;

const toAttachment = (value: unknown): ActivityAttachment[] => {
  const { url, contentType, name } = fieldsOf(value);
  const contentUrl = textOf(url, 4096);
  if (!contentUrl || !/^https?:\/\//i.test(contentUrl)) return [];
  const shown = textOf(name);
  return [
    {
      contentType: textOf(contentType) ?? 'application/octet-stream',
      contentUrl,
      ...(shown ? { name: shown } : {}),
    },
  ];
};

const toActivity = (body: Fields): Activity | null => {
  const text = textOf(body['text'], mostText);
  const files = Array.isArray(body['attachments'])
    ? body['attachments'].slice(0, mostAttachments).flatMap(toAttachment)
    : [];
  if (!text && files.length === 0) return null;
  return {
    type: 'message',
    ...(text ? { text } : {}),
    ...(files.length > 0 ? { attachments: files } : {}),
  };
};

const agentOf = (value: unknown) => {
  const { id, name } = fieldsOf(value);
  const known = textOf(id);
  return known ? { id: known, name: textOf(name) } : null;
};

type Of = { readonly id: string; readonly handoverId: string };

const toMessage = (body: Fields, { id, handoverId }: Of): RemoteEvent | null => {
  const activity = toActivity(body);
  if (!activity) return null;
  return {
    ...{ kind: 'message', messageId: id, remoteConversation: handoverId, activity },
    from: fieldsOf(body['from'])['automatic'] === true ? 'flow' : 'agent',
    senderName: textOf(fieldsOf(body['from'])['name']),
    time: textOf(body['time']),
  };
};

const toReceipt = (body: Fields): RemoteEvent | null => {
  const messageId = textOf(body['messageId']);
  const { status } = body;
  if (!messageId || (status !== 'delivered' && status !== 'failed')) return null;
  return { kind: 'receipt', messageId, status, reason: textOf(body['reason'], 1000) };
};

/** Null: the body is not what its type says. */
const toEvent = (type: string, body: Fields, of: Of): RemoteEvent | null => {
  const remoteConversation = of.handoverId;
  switch (type) {
    case 'message':
      return toMessage(body, of);
    case 'typing': {
      const durationMs = Math.min(countOf(body['durationMs']) ?? typingMs, mostTypingMs);
      return { kind: 'typing', durationMs };
    }
    case 'agent.joined': {
      const agent = agentOf(body['agent']);
      return agent && { kind: 'agent', agent, remoteConversation };
    }
    case 'agent.left':
      return { kind: 'agent', agent: null, remoteConversation };
    case 'queue': {
      const position = countOf(body['position']);
      const estimatedWaitSeconds = countOf(body['estimatedWaitSeconds']);
      return { kind: 'queue', position, estimatedWaitSeconds, remoteConversation };
    }
    case 'receipt':
      return toReceipt(body);
    case 'end':
      return { kind: 'end', reason: textOf(body['reason'], 1000), remoteConversation };
    default:
      return { kind: 'unknown', type };
  }
};

/** Reads a delivery of the other side; null when it names no handover or is not what its type says. */
export const readWebhookDelivery = (value: unknown): RemoteWebhook | null => {
  const body = fieldsOf(value);
  const id = textOf(body['id']);
  const type = textOf(body['type']);
  const handoverId = textOf(body['handoverId'], 600);
  const conversationId = handoverId && conversationOfHandover(handoverId);
  if (!id || !type || !handoverId || !conversationId) return null;
  const event = toEvent(type, body, { id, handoverId });
  // The other side may count its ids for each handover anew.
  const dedupe = { messageId: JSON.stringify([handoverId, id]), kind: type, status: '' };
  return event && { integrationId: '', conversationId, dedupe, event };
};
