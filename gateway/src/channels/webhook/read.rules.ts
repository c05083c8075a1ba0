import { derivedHex32, fieldsOf, listOf, textOf } from '@tandem/kit';
import { channelErrors } from '../channels.errors.ts';
import type { ChannelCall, InboundEvent, InboundMedia, InboundRead } from '../channels.model.ts';
import { webhookHeaders } from './signature.rules.ts';

const bad = (problem: string) => channelErrors.badRequest({ problem });

/** Customer and session together are one conversation. */
export const webhookAddress = (userId: string, sessionId: string): string =>
  JSON.stringify([userId, sessionId]);

export const readWebhookAddress = (address: string): { userId: string; sessionId: string } => {
  const [userId = '', sessionId = ''] = JSON.parse(address) as string[];
  return { userId, sessionId };
};

/** @throws channelErrors.badRequest */
const idOf = (value: unknown, name: string): string => {
  const id = typeof value === 'number' ? String(value) : textOf(value)?.trim();
  if (!id || id.length > 200) throw bad(`${name} must be a text of 1 to 200 characters`);
  return id;
};

/** @throws channelErrors.badRequest */
const mediaOf = (value: unknown): InboundMedia => {
  const { url, name, contentType } = fieldsOf(value);
  const ref = textOf(url);
  if (!ref || !/^https?:\/\//i.test(ref) || !URL.canParse(ref))
    throw bad('each attachment needs the url of a file');
  return { ref, name: textOf(name), contentType: textOf(contentType) };
};

const receiptStates = new Set(['delivered', 'read', 'failed']);

const receiptOf = (value: unknown, base: { id: string; address: string }): InboundEvent => {
  const { messageId, status, reason } = fieldsOf(value);
  const remoteId = textOf(messageId);
  if (!remoteId) throw bad('receipt.messageId is missing');
  if (!receiptStates.has(String(status)))
    throw bad('receipt.status must be delivered, read or failed');
  return {
    ...{ kind: 'receipt', ...base, remoteId, reason: textOf(reason) },
    status: status as 'delivered' | 'read' | 'failed',
  };
};

/** The body is JSON whatever its content type says: its bytes are signed. @throws channelErrors.badRequest */
const jsonOf = ({ body, rawBody }: ChannelCall): unknown => {
  if (typeof body === 'object' && body !== null && !Buffer.isBuffer(body)) return body;
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    throw bad('the body must be JSON');
  }
};

/**
 * One thing the other side tells: `{userId, sessionId, text, data}`, and what is ours beside it. The id of the request
 * tells a repeat.
 */
export const readWebhookRequest = (call: ChannelCall): InboundRead => {
  const { headers } = call;
  const fields = fieldsOf(jsonOf(call));
  const userId = idOf(fields['userId'], 'userId');
  const sessionId = idOf(fields['sessionId'], 'sessionId');
  const base = {
    id: String(headers[webhookHeaders.id]),
    address: webhookAddress(userId, sessionId),
  };
  const reply = { status: 202, body: { id: derivedHex32('webhook', base.address, base.id) } };
  if (fields['receipt'] !== undefined)
    return { events: [receiptOf(fields['receipt'], base)], reply };
  // What we have said ourselves, sent back by a careless relay.
  if (fields['source'] === 'bot' || fields['source'] === 'agent') return { events: [], reply };
  const user = { id: userId, name: textOf(fields['userName']) };
  const locale = textOf(fields['locale']);
  const { text, data } = fields;
  if (text !== undefined && text !== null && typeof text !== 'string')
    throw bad('text must be a text');
  const media = listOf(fields['attachments']).map(mediaOf);
  if (fieldsOf(data)['event'] === 'start')
    return { events: [{ kind: 'start', ...base, user, locale }], reply };
  const hasData = data !== undefined && data !== null;
  if (!text && !hasData && media.length === 0) throw bad('text, data or attachments are needed');
  const said = { text: text || null, media, ...(hasData ? { value: data } : {}) };
  return { events: [{ kind: 'message', ...base, user, locale, ...said }], reply };
};
