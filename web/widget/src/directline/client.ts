import type { Activity, VisitorConversation } from '@tandem/contract';
import { backoff } from './backoff.ts';
import { DirectLineCalls } from './calls.ts';
import { type ClientInit, clientIdOf, type Draft } from './client.types.ts';
import { asFailure, isPassing, networkFailure } from './errors.ts';
import { Outbox, type Outgoing, type SendStatus } from './outbox.ts';
import { OwnFiles } from './own-files.ts';
import { Pause } from './pause.ts';
import { Session } from './session.ts';
import { createSessionStore, type SessionStore } from './session-store.ts';
import { ActivityStream, type ConnectionState } from './stream.ts';
import { FILES_LOST, stillUnsent } from './unsent.ts';

const TYPING_EVERY_MS = 3000;

/** A Direct Line 3.0 client for one conversation. */
export class DirectLineClient {
  readonly #init: ClientInit;
  readonly #calls: DirectLineCalls;
  readonly #store: SessionStore;
  readonly #session: Session;
  readonly #stream: ActivityStream;
  readonly #texts: Outbox;
  /** Files go beside the texts: a slow upload must not hold back an answer. */
  readonly #files: Outbox;
  readonly #ownFiles: OwnFiles;
  readonly #pause: Pause;
  readonly #abort = new AbortController();
  readonly #stopWatching: () => void;
  /** What the server has and what was taken back, so that it is kept no longer. */
  readonly #settled = new Set<string>();
  #ready = false;
  #toldLost = false;
  #typedAt = Number.NEGATIVE_INFINITY;

  constructor(init: ClientInit) {
    const { ports } = init;
    this.#init = init;
    this.#calls = new DirectLineCalls(init.endpoint, ports);
    this.#store = createSessionStore(ports.storage, init.endpoint);
    this.#session = new Session({ ...init, calls: this.#calls, store: this.#store });
    const onGone = () => this.#gone();
    this.#stream = new ActivityStream({
      ports,
      calls: this.#calls,
      session: this.#session,
      onActivities: (activities) => this.#received(activities),
      onConnection: (state) => this.#connection(state),
      onGone,
    });
    const outbox = (deliver: (outgoing: Outgoing) => Promise<{ id: string }>) =>
      new Outbox({
        ports,
        deliver,
        onGone,
        onStatus: (id, status) => this.#sendStatus(id, status),
      });
    this.#texts = outbox((outgoing) => this.#post(outgoing));
    this.#files = outbox((outgoing) => this.#upload(outgoing));
    this.#ownFiles = new OwnFiles(ports.tabs);
    this.#pause = new Pause(ports.clock);
    this.#stopWatching = ports.network.onChange(() => this.#networkChanged());
  }

  /** True when a conversation of an earlier visit can go on. */
  get hasConversation(): boolean {
    const stored = this.#store.load();
    return stored !== undefined && (!stored.sub || this.#init.visitor.isSigned);
  }

  get conversationId(): string | undefined {
    return this.#store.load()?.conversationId;
  }

  /** Earlier conversations of the visitor, the latest first; none where the server does not know such a thing. */
  async history(): Promise<readonly VisitorConversation[]> {
    const token = this.#init.visitor.token;
    return token ? this.#calls.visitorConversations(token) : [];
  }

  /** Everything that was said in an earlier conversation. */
  async past(conversationId: string): Promise<readonly Activity[]> {
    const access = { conversationId, token: this.#init.visitor.token ?? '' };
    const all: Activity[] = [];
    for (let watermark: string | undefined; ; ) {
      const set = await this.#calls.visitorActivities(access, watermark);
      all.push(...set.activities);
      if (set.activities.length === 0 || set.watermark === watermark) return all;
      watermark = set.watermark;
    }
  }

  /** Opens the conversation and keeps it connected until `stop`. Tries for as long as the server cannot be reached. */
  async start(): Promise<void> {
    const { ports, onEvent } = this.#init;
    onEvent({ type: 'connection', state: 'connecting' });
    for (let failures = 0; !this.#abort.signal.aborted; failures += 1) {
      try {
        const opened = await this.#session.open();
        if (this.#abort.signal.aborted) return;
        this.#announce(opened.resumed);
        return await this.#stream.run(opened.streamUrl);
      } catch (error) {
        const failure = asFailure(error);
        if (!isPassing(failure)) {
          const { message: reason, code } = failure;
          return onEvent({ type: 'refused', reason, code });
        }
        const cut = failure.kind === 'limited' ? 'limited' : 'reconnecting';
        onEvent({ type: 'connection', state: ports.network.online() ? cut : 'offline' });
        await this.#pause.wait(failure.retryAfterMs ?? backoff(failures, ports.random));
      }
    }
  }

  /** Sends a text, a button's value or files; returns the id under which its state is told. */
  send({ text, value, files = [] }: Draft): string {
    const activity = this.#activity({
      type: 'message',
      ...(text === undefined ? {} : { text, textFormat: 'plain' }),
      ...(value === undefined ? {} : { value }),
    });
    return this.#enqueue(activity, files);
  }

  /** Sends what is no message: an answer to a survey, a receipt. */
  event(name: string, value: unknown): string {
    return this.#enqueue(this.#activity({ type: 'event', name, value }), []);
  }

  /** The visitor leaves: whoever answers at the moment is told, be it a bot, a queue or an agent. */
  leave(): string {
    return this.#enqueue(this.#activity({ type: 'endOfConversation' }), []);
  }

  retry(clientId: string): void {
    this.#texts.retry(clientId);
    this.#files.retry(clientId);
  }

  /** Takes back what was not sent. */
  withdraw(clientId: string): void {
    this.#settled.add(clientId);
    this.#texts.withdraw(clientId);
    this.#files.withdraw(clientId);
    this.#keepUnsent();
    this.#init.onEvent({ type: 'withdrawn', clientId });
  }

  /** Tells that the visitor types, at most every three seconds; a lost one is not worth a second try. */
  typing(): void {
    const now = this.#init.ports.clock.now();
    if (!this.#ready || now - this.#typedAt < TYPING_EVERY_MS) return;
    this.#typedAt = now;
    const activity = this.#activity({ type: 'typing' });
    this.#session.authorised((access) => this.#calls.post(access, activity)).catch(() => {});
  }

  /** Remembers over reloads what the visitor has seen. */
  seen(seenId: string): void {
    this.#store.patch({ seenId });
  }

  /** Forgets the conversation; the next client starts a new one. */
  forget(): void {
    this.stop();
    this.#store.clear();
  }

  stop(): void {
    this.#abort.abort();
    this.#stopWatching();
    this.#pause.wake();
    this.#stream.stop();
    this.#texts.stop();
    this.#files.stop();
    this.#ownFiles.holdOnly(new Set());
    this.#session.close();
  }

  #announce(resumed: boolean): void {
    const stored = this.#store.load();
    const { seenId, unsent = [] } = stored ?? {};
    const { userId } = this.#session;
    this.#init.onEvent({ type: 'opened', resumed, userId, ...(seenId ? { seenId } : {}) });
    this.#ready = true;
    const waiting = [...this.#texts.unsent];
    for (const activity of unsent) {
      const known = waiting.some((outgoing) => outgoing.clientId === clientIdOf(activity));
      if (!known) this.#enqueue(activity, []);
    }
    this.#texts.wake();
    this.#files.wake();
  }

  /** Online means that what was said before is known: whatever is not in it was not sent. */
  #connection(state: ConnectionState): void {
    this.#init.onEvent({ type: 'connection', state });
    if (state !== 'online' || this.#toldLost) return;
    this.#toldLost = true;
    for (const activity of this.#store.load()?.uploads ?? [])
      this.#tellLost(activity).catch(() => {});
  }

  /**
   * Files that were on their way when the page was left: the words are there to be sent again. While another tab has
   * the files they are not lost.
   */
  async #tellLost(activity: Activity): Promise<void> {
    const clientId = clientIdOf(activity) ?? '';
    if (this.#files.unsent.some((outgoing) => outgoing.clientId === clientId)) return;
    await this.#ownFiles.free(clientId, this.#abort.signal);
    const { uploads = [] } = this.#store.load() ?? {};
    if (!uploads.some((one) => clientIdOf(one) === clientId)) return;
    this.#show(activity, []);
    const status = { status: 'failed', reason: '', code: FILES_LOST } as const;
    this.#init.onEvent({ type: 'sendStatus', clientId, status });
  }

  #show(activity: Activity, files: readonly File[]): string {
    const clientId = clientIdOf(activity) ?? '';
    const at = this.#init.ports.clock.now();
    this.#init.onEvent({ type: 'outgoing', clientId, activity, files, at });
    return clientId;
  }

  #enqueue(activity: Activity, files: readonly File[]): string {
    const clientId = this.#show(activity, files);
    if (files.length > 0) {
      this.#ownFiles.hold(clientId);
      this.#files.add({ clientId, activity, files });
    } else this.#texts.add({ clientId, activity });
    this.#keepUnsent();
    return clientId;
  }

  #activity(activity: Activity): Activity {
    const { ports, locale, userName } = this.#init;
    return {
      ...activity,
      from: { id: this.#session.userId, role: 'user', ...(userName ? { name: userName } : {}) },
      locale,
      localTimestamp: new Date(ports.clock.now()).toISOString(),
      channelData: { clientActivityID: ports.newId() },
    };
  }

  async #post({ activity }: Outgoing): Promise<{ id: string }> {
    this.#mustBeReady();
    return this.#session.authorised((access) => this.#calls.post(access, this.#signed(activity)));
  }

  async #upload({ clientId, activity, files = [] }: Outgoing): Promise<{ id: string }> {
    this.#mustBeReady();
    const onProgress = (fraction: number) =>
      this.#init.onEvent({ type: 'progress', clientId, fraction });
    const { userId } = this.#session;
    const { signal } = this.#abort;
    const upload = { activity: this.#signed(activity), files, userId, onProgress, signal };
    return this.#session.authorised((access) => this.#calls.upload(access, upload));
  }

  /** Before the conversation is open the outboxes wait as for a dead network, and are woken when it opens. */
  #mustBeReady(): void {
    if (!this.#ready) throw networkFailure();
  }

  /** What was written before the conversation was open does not know its writer's id yet. */
  #signed(activity: Activity): Activity {
    return { ...activity, from: { ...activity.from, id: this.#session.userId } };
  }

  #received(activities: readonly Activity[]): void {
    for (const activity of activities) {
      const clientId = clientIdOf(activity);
      if (!clientId) continue;
      this.#settled.add(clientId);
      this.#texts.confirm(clientId);
      this.#files.confirm(clientId);
    }
    this.#keepUnsent();
    this.#init.onEvent({ type: 'activities', activities, at: this.#init.ports.clock.now() });
  }

  #sendStatus(clientId: string, status: SendStatus): void {
    this.#init.onEvent({ type: 'sendStatus', clientId, status });
    if (status.status !== 'sent') return;
    this.#settled.add(clientId);
    this.#keepUnsent();
    this.#store.patch({ spoke: true });
  }

  #keepUnsent(): void {
    const { unsent, uploads } = this.#store.load() ?? {};
    this.#store.patch({
      unsent: stillUnsent(this.#texts.unsent, unsent, this.#settled),
      uploads: stillUnsent(this.#files.unsent, uploads, this.#settled),
    });
    this.#ownFiles.holdOnly(new Set(this.#files.unsent.map(({ clientId }) => clientId)));
  }

  #networkChanged(): void {
    this.#pause.wake();
    this.#stream.wake();
    if (!this.#init.ports.network.online()) return;
    this.#texts.wake();
    this.#files.wake();
  }

  #gone(): void {
    if (this.#abort.signal.aborted) return;
    this.forget();
    this.#init.onEvent({ type: 'gone' });
  }
}
