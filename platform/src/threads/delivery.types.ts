/** Name of the effect queue that calls the webhooks of integrations. */
export const deliveryQueue = 'delivery';

/**
 * Payload of one webhook call. `body` is the exact text that is signed and sent; null in a stored row whose message
 * holds the same text.
 */
export type DeliveryPayload = {
  readonly integrationId: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly kind: 'message' | 'receipt';
  readonly status: string | null;
  readonly body: string | null;
};
