import type {
  WebhookAttachment,
  WebhookContent,
  WebhookEvent,
  WebhookReceipt,
  WebhookStructured,
  WebhookText,
} from '@tandem/contract';
import type { Customer, Reason } from './inbound.types.ts';

/** What a webhook body needs to know of integration and customer. */
export type WebhookParties = {
  readonly integration: { readonly id: string; readonly name: string };
  readonly customer: Customer;
  readonly conversationId: string;
};

const channelOf = ({ integration, customer }: WebhookParties, id: string, time: string) => ({
  id: integration.id,
  platform: 'Open' as const,
  type: 'Private' as const,
  messageId: id,
  to: { id: customer.id, idType: customer.idType },
  from: { nickname: integration.name, id: integration.id, idType: 'Opaque' },
  time,
});

/**
 * A text or attachments for the customer. The webhook sends `JSON.stringify` of it, so receivers that parse and
 * stringify before they check the signature get the same bytes.
 */
export const textBody = (
  parties: WebhookParties,
  message: {
    readonly id: string;
    readonly time: string;
    readonly text: string | null;
    readonly content?: readonly WebhookAttachment[];
    readonly originatingEntity: 'Human' | 'Bot';
  },
): WebhookText => ({
  id: message.id,
  channel: channelOf(parties, message.id, message.time),
  type: 'Text',
  ...(message.text === null ? {} : { text: message.text }),
  ...(message.content?.length ? { content: [...message.content] } : {}),
  direction: 'Outbound',
  originatingEntity: message.originatingEntity,
  conversationId: parties.conversationId,
});

/** Quick replies, cards or a template, with the text above them. */
export const structuredBody = (
  parties: WebhookParties,
  message: {
    readonly id: string;
    readonly time: string;
    readonly text: string;
    readonly content: readonly WebhookContent[];
    readonly originatingEntity: 'Human' | 'Bot';
  },
): WebhookStructured => ({
  id: message.id,
  channel: channelOf(parties, message.id, message.time),
  type: 'Structured',
  ...(message.text === '' ? {} : { text: message.text }),
  content: [...message.content],
  direction: 'Outbound',
  originatingEntity: message.originatingEntity,
  conversationId: parties.conversationId,
});

/** An agent is typing. */
export const typingBody = (
  parties: WebhookParties,
  event: { readonly id: string; readonly time: string; readonly durationMs: number },
): WebhookEvent => ({
  id: event.id,
  channel: channelOf(parties, event.id, event.time),
  type: 'Event',
  events: [{ eventType: 'Typing', typing: { type: 'On', duration: event.durationMs } }],
  direction: 'Outbound',
  conversationId: parties.conversationId,
});

/** What became of an inbound message; the id is that message's. */
export const receiptBody = (
  parties: WebhookParties,
  receipt: {
    readonly messageId: string;
    readonly time: string;
    readonly status: 'Published' | 'Failed';
    readonly reasons: readonly Reason[];
  },
): WebhookReceipt => ({
  id: receipt.messageId,
  channel: channelOf(parties, receipt.messageId, receipt.time),
  type: 'Receipt',
  status: receipt.status,
  ...(receipt.reasons.length ? { reasons: [...receipt.reasons] } : {}),
  isFinalReceipt: true,
  direction: 'Inbound',
  conversationId: parties.conversationId,
});
