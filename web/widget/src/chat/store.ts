import { DirectLineClient, type Draft, type Ports } from '../directline/index.ts';
import { type ChatEvent, reduce, TYPING_MS } from './reduce.ts';
import { type ChatState, initialState, newestId } from './state.ts';

export interface ChatInit {
  readonly endpoint: string;
  readonly locale: string;
  readonly userName?: string | undefined;
  readonly ports: Ports;
}

/** The running chat: the client, its state, and what the visitor can do. */
export class ChatStore {
  readonly #init: ChatInit;
  readonly #listeners = new Set<(state: ChatState) => void>();
  #client: DirectLineClient;
  #state: ChatState = initialState;
  #started = false;

  constructor(init: ChatInit) {
    this.#init = init;
    this.#client = this.#newClient();
  }

  get state(): ChatState {
    return this.#state;
  }

  subscribe(listener: (state: ChatState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Goes on with the conversation of an earlier visit; without one, nothing is sent before the visitor opens the chat. */
  resume(): void {
    if (this.#client.hasConversation) this.start();
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    void this.#client.start();
  }

  send(draft: Draft): void {
    this.#client.send(draft);
  }

  typing(): void {
    this.#client.typing();
  }

  retry(clientId: string): void {
    this.#client.retry(clientId);
  }

  leave(): void {
    this.#client.leave();
  }

  /** A new conversation in place of the one that ended or was refused. */
  restart(): void {
    this.#client.forget();
    this.#client = this.#newClient();
    this.#started = false;
    this.#dispatch({ type: 'restarted' });
    this.start();
  }

  /** Everything in the list has been seen. */
  seen(): void {
    const id = newestId(this.#state);
    if (id === undefined || id === this.#state.seenId) return;
    this.#client.seen(id);
    this.#dispatch({ type: 'seen', id });
  }

  stop(): void {
    this.#client.stop();
    this.#listeners.clear();
  }

  #newClient(): DirectLineClient {
    const client: DirectLineClient = new DirectLineClient({
      ...this.#init,
      // A client that was replaced may still finish a request; its news are of the past.
      onEvent: (event) => {
        if (client === this.#client) this.#dispatch(event);
      },
    });
    return client;
  }

  #dispatch(event: ChatEvent): void {
    const before = this.#state;
    this.#state = reduce(before, event);
    if (this.#state === before) return;
    if (this.#state.typing && this.#state.typing !== before.typing) this.#expireTyping();
    for (const listener of this.#listeners) listener(this.#state);
  }

  #expireTyping(): void {
    const { clock } = this.#init.ports;
    clock.after(TYPING_MS, () => this.#dispatch({ type: 'typingExpired', at: clock.now() }));
  }
}
