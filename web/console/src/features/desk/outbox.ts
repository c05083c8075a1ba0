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

export type OutboxDeps = {
  readonly send: (outgoing: Outgoing) => Promise<void>;
  readonly newKey: () => string;
};

/** Messages that no answer came for yet, in order; a failed one waits for the agent and lets later ones pass. */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #listeners = new Set<() => void>();
  readonly #tails = new Map<string, Promise<void>>();
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

  /** Sends after everything sent before in the same conversation. */
  add(draft: Draft): Promise<void> {
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
  retry(key: string): Promise<void> {
    const failed = this.#items.find((one) => one.key === key && one.state === 'failed');
    if (!failed) return Promise.resolve();
    const outgoing: Outgoing = { ...failed, state: 'sending', error: null };
    this.#replace(outgoing);
    return this.#enqueue(outgoing);
  }

  discard(key: string): void {
    this.#set(this.#items.filter((one) => one.key !== key || one.state !== 'failed'));
  }

  #enqueue(outgoing: Outgoing): Promise<void> {
    const before = this.#tails.get(outgoing.conversationId) ?? Promise.resolve();
    const tail = before.then(() => this.#attempt(outgoing));
    this.#tails.set(outgoing.conversationId, tail);
    return tail;
  }

  async #attempt(outgoing: Outgoing): Promise<void> {
    try {
      await this.#deps.send(outgoing);
      this.#set(this.#items.filter(({ key }) => key !== outgoing.key));
    } catch (error) {
      this.#replace({ ...outgoing, state: 'failed', error });
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
