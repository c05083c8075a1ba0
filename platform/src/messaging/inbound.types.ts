import type { ThreadState } from '../conversations/index.ts';
import type { FileToFetch } from './file-fetch.rules.ts';
import type { FlowAnswer } from './flow-answer.ts';

export const inputQueue = 'input';

export type Customer = ThreadState['customer'];

/** Why something was not taken as the channel meant it. */
export type Reason = { readonly code: string; readonly message: string };

/** Payload of a stored input of a thread; the lane's step reads nothing else of the message. */
export type InputPayload =
  | {
      readonly kind: 'message';
      readonly conversation: string;
      readonly integration: string;
      readonly messageId: string;
      /** When it was accepted. */
      readonly at: string;
      readonly text: string;
      /** Payload of the button that was chosen. */
      readonly payload?: string;
      /** Who the customer is among the external contacts, where that is looked up. */
      readonly contact?: string;
      /** Data for the customer participant. */
      readonly attributes: Readonly<Record<string, string>> | null;
      /** Files to be fetched and kept. */
      readonly files?: readonly FileToFetch[];
      /** Set when a part of it was dropped. */
      readonly refused: Reason | null;
      readonly correlationId: string;
    }
  | {
      readonly kind: 'receipt';
      readonly conversation: string;
      readonly integration: string;
      readonly messageId: string;
      readonly at: string;
      readonly status: string;
      readonly reasons: readonly Reason[];
      readonly isFinal: boolean;
      /** Null when the product itself gave the message up. */
      readonly correlationId: string | null;
    }
  | FlowAnswer
  | { readonly timer: string; readonly data: Readonly<Record<string, unknown>> | null };

/** One inbound message, checked and normalised, on its way into the store. */
export type InboundItem = {
  readonly org: string;
  readonly integrationId: string;
  readonly part: number;
  readonly customerKey: string;
  readonly customer: Customer;
  readonly threadingMs: number;
  readonly id: string;
  /** The channel's id of the message, bounded; null: no dedupe. */
  readonly key: string | null;
  /** Normalised message as JSON text. */
  readonly body: string;
  readonly input: Omit<Extract<InputPayload, { kind: 'message' }>, 'conversation'>;
};

export type Accepted = { readonly id: string; readonly conversationId: string };

/** A receipt of the channel for an outbound message. */
export type ReceiptItem = {
  readonly org: string;
  readonly integrationId: string;
  readonly messageId: string;
  readonly input: Omit<Extract<InputPayload, { kind: 'receipt' }>, 'conversation'>;
};
