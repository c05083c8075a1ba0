import type { Activity, ActivityAttachment } from '@tandem/contract';
import { type Fields, fieldsOf, listOf } from '@tandem/kit';
import { handoverErrors } from '../handover.errors.ts';
import type { RemoteEvent, RemoteWebhook } from '../provider.model.ts';
import { conversationOfHandover } from './outgoing.rules.ts';

const textOf = (value: unknown, most = 256): string | null =>
  typeof value === 'string' && value !== '' && value.length <= most ? value : null;
const bad = (problem: string) => handoverErrors.badDelivery({ problem });

/** @throws handoverErrors.badDelivery */
const requireText = (value: unknown, name: string): string => {
  const text = textOf(value);
  if (!text) throw bad(`${name} must be a text of 1 to 256 characters`);
  return text;
};
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

/** @throws handoverErrors.badDelivery */
const toActivity = (body: Fields): Activity => {
  const text = textOf(body['text'], Number.POSITIVE_INFINITY);
  if (text && text.length > mostText) throw bad(`text must have at most ${mostText} characters`);
  const given = listOf(body['attachments']).slice(0, mostAttachments);
  const files = given.flatMap(toAttachment);
  if (!text && files.length === 0)
    throw bad(
      given.length > 0
        ? 'each attachment needs the url of a file'
        : 'text or attachments are needed',
    );
  return {
    type: 'message',
    ...(text ? { text } : {}),
    ...(files.length > 0 ? { attachments: files } : {}),
  };
};

const agentOf = (value: unknown) => {
  const { id, name } = fieldsOf(value);
  return { id: requireText(id, 'agent.id'), name: textOf(name) };
};

type Of = { readonly id: string; readonly handoverId: string };

const toMessage = (body: Fields, { id, handoverId }: Of): RemoteEvent => ({
  ...{ kind: 'message', messageId: id, remoteConversation: handoverId },
  activity: toActivity(body),
  from: fieldsOf(body['from'])['automatic'] === true ? 'flow' : 'agent',
  senderName: textOf(fieldsOf(body['from'])['name']),
  time: textOf(body['time']),
});

const toReceipt = (body: Fields): RemoteEvent => {
  const messageId = requireText(body['messageId'], 'messageId');
  const { status } = body;
  if (status !== 'delivered' && status !== 'failed')
    throw bad('status must be delivered or failed');
  return { kind: 'receipt', messageId, status, reason: textOf(body['reason'], 1000) };
};

/** @throws handoverErrors.badDelivery where the body is not what its type says */
const toEvent = (type: string, body: Fields, of: Of): RemoteEvent => {
  const remoteConversation = of.handoverId;
  switch (type) {
    case 'message':
      return toMessage(body, of);
    case 'typing': {
      const durationMs = Math.min(countOf(body['durationMs']) ?? typingMs, mostTypingMs);
      return { kind: 'typing', durationMs };
    }
    case 'agent.joined':
      return { kind: 'agent', agent: agentOf(body['agent']), remoteConversation };
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

/** Reads a delivery of the other side. @throws handoverErrors.badDelivery, which says what is wrong */
export const readWebhookDelivery = (value: unknown): RemoteWebhook => {
  const body = fieldsOf(value);
  const id = requireText(body['id'], 'id');
  const type = requireText(body['type'], 'type');
  const handoverId = textOf(body['handoverId'], 600);
  const conversationId = handoverId && conversationOfHandover(handoverId);
  if (!handoverId || !conversationId) throw bad('handoverId must be as the start told it');
  const event = toEvent(type, body, { id, handoverId });
  // The other side may count its ids for each handover anew.
  const dedupe = { messageId: JSON.stringify([handoverId, id]), kind: type, status: '' };
  return { integrationId: '', conversationId, dedupe, event };
};
