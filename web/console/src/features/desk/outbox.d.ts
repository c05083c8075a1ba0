import type { TemplateRequest } from './template-rules.ts';
/** Something on its way to the customer. It keeps its key until an answer came, so that it arrives once. */
export type Outgoing = {
  readonly key: string;
  readonly conversationId: string;
  readonly text: string;
  readonly file: File | null;
  /** Answers that the customer can tap. */
  readonly replies?: readonly string[];
  /** Sent instead of the text, which is what it reads like. */
  readonly template?: TemplateRequest;
  readonly state: 'sending' | 'failed';
  readonly error: unknown;
};
export type Draft = Pick<Outgoing, 'conversationId' | 'text' | 'file' | 'replies' | 'template'>;
/**
 * What became of an attempt: sent; refused by the server, so that it has to be changed first; or waiting in the outbox,
 * because no answer came or the server is in trouble.
 */
export type Outcome =
  | {
      readonly kind: 'sent';
    }
  | {
      readonly kind: 'refused';
      readonly key: string;
      readonly error: unknown;
    }
  | {
      readonly kind: 'waiting';
    };
export type OutboxDeps = {
  readonly send: (outgoing: Outgoing) => Promise<void>;
  readonly newKey: () => string;
};
/** Messages that no answer came for yet, in order; a failed one waits for the agent and lets later ones pass. */
export declare class Outbox {
  #private;
  constructor(deps: OutboxDeps);
  get items(): readonly Outgoing[];
  subscribe(listener: () => void): () => void;
  /** Sends after everything sent before in the same conversation. What was refused stays until it is discarded. */
  add(draft: Draft): Promise<Outcome>;
  /** Sends a failed one again under its first key. */
  retry(key: string): Promise<void>;
  discard(key: string): void;
}
