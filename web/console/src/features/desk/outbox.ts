import { isRefusal } from './refusal-rules.ts';
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
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused'; readonly key: string; readonly error: unknown }
  | { readonly kind: 'waiting' };

export type OutboxDeps = {
  readonly send: (outgoing: Outgoing) => Promise<void>;
  readonly newKey: () => string;
};

/** Messages that no answer came for yet, in order; a failed one waits for the agent and lets later ones pass. */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #listeners = new Set<() => void>();
  readonly #tails = new Map<string, Promise<unknown>>();
  #items: readonly Outgoing[] = [];

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  get items(): readonly Outgoing[] {
    return this.#items;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends after everything sent before in the same conversation. What was refused stays until it is discarded. */
  add(draft: Draft): Promise<Outcome> {
    const outgoing: Outgoing = {
      ...draft,
      key: this.#deps.newKey(),
      state: 'sending',
      error: null,
    };
    this.#set([...this.#items, outgoing]);
    return this.#enqueue(outgoing);
  }

  /** Sends a failed one again under its first key. */
  async retry(key: string): Promise<void> {
    const failed = this.#items.find((one) => one.key === key && one.state === 'failed');
    if (!failed) return;
    const outgoing: Outgoing = { ...failed, state: 'sending', error: null };
    this.#replace(outgoing);
    await this.#enqueue(outgoing);
  }

  discard(key: string): void {
    this.#set(this.#items.filter((one) => one.key !== key || one.state !== 'failed'));
  }

  #enqueue(outgoing: Outgoing): Promise<Outcome> {
    const before = this.#tails.get(outgoing.conversationId) ?? Promise.resolve();
    const tail = before.then(() => this.#attempt(outgoing));
    this.#tails.set(outgoing.conversationId, tail);
    return tail;
  }

  async #attempt(outgoing: Outgoing): Promise<Outcome> {
    const { key } = outgoing;
    try {
      await this.#deps.send(outgoing);
      this.#set(this.#items.filter((one) => one.key !== key));
      return { kind: 'sent' };
    } catch (error) {
      this.#replace({ ...outgoing, state: 'failed', error });
      return isRefusal(error) ? { kind: 'refused', key, error } : { kind: 'waiting' };
    }
  }

  #replace(changed: Outgoing): void {
    this.#set(this.#items.map((one) => (one.key === changed.key ? changed : one)));
  }

  #set(items: readonly Outgoing[]): void {
    this.#items = items;
    for (const listener of this.#listeners) listener();
  }
}
