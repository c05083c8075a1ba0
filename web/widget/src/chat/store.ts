import type { VisitorConversation } from '@tandem/contract';
import {
  DirectLineClient,
  type Draft,
  type IdentitySource,
  type Ports,
  subjectOf,
  Visitor,
} from '../directline/index.ts';
import { eventNames } from './events.ts';
import { type ChatEvent, reduce, TYPING_MS } from './reduce.ts';
import { type ChatState, initialState, newestId, unseenOfAgents } from './state.ts';

export interface ChatInit {
  readonly endpoint: string;
  readonly locale: string;
  readonly userName?: string | undefined;
  readonly identity?: IdentitySource | undefined;
  readonly ports: Ports;
}

export type PastConversation = VisitorConversation;

/** The running chat: the client, its state, and what the visitor can do. */
export class ChatStore {
  readonly #init: ChatInit;
  readonly #listeners = new Set<(state: ChatState) => void>();
  #client: DirectLineClient;
  #state: ChatState = initialState;
  #started = false;
  readonly #visitor: Visitor;

  constructor(init: ChatInit) {
    this.#init = init;
    const { storage } = init.ports;
    this.#visitor = new Visitor({ ...init, storage });
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
    if (this.hasConversation) this.start();
  }

  /** A conversation is going on, in this visit or from an earlier one. */
  get hasConversation(): boolean {
    return this.#started || this.#client.hasConversation;
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

  /** Takes back what was not sent. */
  withdraw(clientId: string): void {
    this.#client.withdraw(clientId);
  }

  leave(): void {
    this.#client.leave();
  }

  /** Answers the question about the conversation, once. */
  answerSurvey(answer: { id: string; score: number; comment: string }): void {
    const { id, score, comment } = answer;
    const value = { id, score, ...(comment ? { comment } : {}) };
    this.#client.event(eventNames.surveyAnswer[0], value);
  }

  /** The page has signed the visitor in; a conversation that is that of somebody else is left. */
  async identify(source: IdentitySource): Promise<void> {
    const identity = typeof source === 'function' ? await source() : source;
    const before = await this.#visitor.identity();
    const same = before !== undefined && subjectOf(before) === subjectOf(identity);
    this.#visitor.signIn(source);
    if (same && this.#state.refused === undefined) return;
    this.#replace(false);
  }

  /** The visitor has left the page's account: nothing of the conversation stays in this browser. */
  signOut(): void {
    this.#client.forget();
    this.#visitor.signOut();
    this.#replace(true);
  }

  /** There may be earlier conversations to read. */
  get canLookBack(): boolean {
    return this.#visitor.token !== undefined;
  }

  /** The conversation that goes on. */
  get conversationId(): string | undefined {
    return this.#client.conversationId;
  }

  history(): Promise<readonly PastConversation[]> {
    return this.#client.history();
  }

  /** An earlier conversation as it was. */
  async past(conversationId: string): Promise<ChatState> {
    const activities = await this.#client.past(conversationId);
    const at = this.#init.ports.clock.now();
    return reduce({ ...initialState, ready: true }, { type: 'activities', activities, at });
  }

  /** A new conversation in place of the one that ended or was refused. */
  restart(): void {
    this.#client.forget();
    this.#replace(true);
    this.start();
  }

  /** Everything in the list has been seen. */
  seen(): void {
    const id = newestId(this.#state);
    if (id === undefined || id === this.#state.seenId) return;
    // Only while an agent is there: nobody else waits for it.
    if (this.#state.handover.phase === 'active')
      for (const activityId of unseenOfAgents(this.#state))
        this.#client.event(eventNames.receipt[0], { activityId, status: 'read' });
    this.#client.seen(id);
    this.#dispatch({ type: 'seen', id });
  }

  stop(): void {
    this.#client.stop();
    this.#listeners.clear();
  }

  /** Another visitor, or another conversation; it goes on by itself where one was going on. */
  #replace(rest: boolean): void {
    const going = this.#started && !rest;
    this.#client.stop();
    this.#client = this.#newClient();
    this.#started = false;
    this.#dispatch({ type: 'restarted' });
    if (going) this.start();
    else if (!rest) this.resume();
  }

  #newClient(): DirectLineClient {
    const client: DirectLineClient = new DirectLineClient({
      ...this.#init,
      visitor: this.#visitor,
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
