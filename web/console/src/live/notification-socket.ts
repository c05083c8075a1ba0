import type { Api } from '../api/client.ts';
import { type LiveEvent, META_TOPIC, parseFrame, reconnectDelay } from './live-rules.ts';

export type LiveStatus = 'idle' | 'connecting' | 'open' | 'waiting';

export type Subscription = {
  readonly topics: readonly string[];
  readonly onEvent: (event: LiveEvent) => void;
  /** Called after every connect: events may have been missed, so everything is to be read again. */
  readonly onResync: () => void;
};

/** The part of a browser's WebSocket that is used. */
export type SocketLike = Pick<WebSocket, 'send' | 'close' | 'addEventListener'>;

export type NotificationSocketDeps = {
  readonly api: Pick<Api, 'call'>;
  readonly connect: (url: string) => SocketLike;
  /** Runs once later; the returned function cancels. */
  readonly after: (ms: number, run: () => void) => () => void;
};

const PING_EVERY_MS = 25_000;
// The server's heartbeat comes every 30 s; two missed ones mean a dead line that TCP has not noticed.
const SILENCE_LIMIT_MS = 70_000;
const CLOSING_TOPIC = 'v2.system.socket_closing';
const nothing = (): void => undefined;

type Line = { readonly channelId: string; readonly stop: () => void };

/** Keeps one notification channel alive for all subscriptions of the tab. */
export class NotificationSocket {
  readonly #deps: NotificationSocketDeps;
  readonly #subscriptions = new Set<Subscription>();
  readonly #listeners = new Set<(status: LiveStatus) => void>();
  #status: LiveStatus = 'idle';
  #line: Line | null = null;
  #failures = 0;
  #cancelWait = nothing;
  // Every connect has a number: what an older one still delivers is ignored.
  #generation = 0;

  constructor(deps: NotificationSocketDeps) {
    this.#deps = deps;
  }

  get status(): LiveStatus {
    return this.#status;
  }

  /** Subscribes until the returned function is called. */
  subscribe(subscription: Subscription): () => void {
    this.#subscriptions.add(subscription);
    this.#changed();
    if (this.#status === 'open') subscription.onResync();
    return () => {
      this.#subscriptions.delete(subscription);
      this.#changed();
    };
  }

  onStatus(listener: (status: LiveStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tries at once instead of waiting, such as when the network is back. */
  wake(): void {
    if (this.#status === 'waiting') void this.#open();
  }

  #setStatus(next: LiveStatus): void {
    if (next === this.#status) return;
    this.#status = next;
    for (const listener of this.#listeners) listener(next);
  }

  #changed(): void {
    if (this.#subscriptions.size === 0) {
      this.#cancelWait();
      this.#drop(this.#generation);
    } else if (this.#line) {
      void this.#putTopics(this.#line.channelId).catch(() => this.#drop(this.#generation));
    } else if (this.#status !== 'waiting') {
      // A connect under way may have sent its topics already: it starts over with all of them.
      void this.#open();
    }
  }

  #putTopics(channelId: string): Promise<unknown> {
    const topics = new Set([...this.#subscriptions].flatMap((one) => one.topics));
    return this.#deps.api.call('PUT /api/v2/notifications/channels/{channelId}/subscriptions', {
      params: { channelId },
      query: { ignoreErrors: true },
      body: [...topics].map((id) => ({ id })),
    });
  }

  async #open(): Promise<void> {
    this.#cancelWait();
    this.#generation += 1;
    const own = this.#generation;
    this.#setStatus('connecting');
    try {
      const channel = await this.#deps.api.call('POST /api/v2/notifications/channels');
      if (own !== this.#generation) return;
      if (!channel.id || !channel.connectUri) throw new Error('The channel has no address.');
      await this.#putTopics(channel.id);
      if (own !== this.#generation) return;
      const socket = this.#deps.connect(channel.connectUri);
      this.#line = { channelId: channel.id, stop: this.#watch(socket, own) };
    } catch {
      this.#drop(own);
    }
  }

  #watch(socket: SocketLike, own: number): () => void {
    let cancelSilence = nothing;
    let cancelPing = nothing;
    const { after } = this.#deps;
    const heard = () => {
      cancelSilence();
      cancelSilence = after(SILENCE_LIMIT_MS, () => this.#drop(own));
    };
    const ping = () => {
      socket.send(JSON.stringify({ message: 'ping' }));
      cancelPing = after(PING_EVERY_MS, ping);
    };
    heard();
    socket.addEventListener('open', () => {
      if (own !== this.#generation) return;
      cancelPing = after(PING_EVERY_MS, ping);
      this.#opened();
    });
    socket.addEventListener('message', (message) => {
      if (own !== this.#generation) return;
      heard();
      this.#received((message as MessageEvent).data, own);
    });
    socket.addEventListener('close', () => this.#drop(own));
    return () => {
      cancelSilence();
      cancelPing();
      socket.close();
    };
  }

  #opened(): void {
    this.#failures = 0;
    this.#setStatus('open');
    for (const one of this.#subscriptions) one.onResync();
  }

  #received(data: unknown, own: number): void {
    const event = parseFrame(data);
    if (!event || event.topicName === META_TOPIC) return;
    if (event.topicName === CLOSING_TOPIC) {
      this.#drop(own);
      return;
    }
    for (const one of this.#subscriptions) {
      if (one.topics.includes(event.topicName)) one.onEvent(event);
    }
  }

  #drop(own: number): void {
    if (own !== this.#generation) return;
    this.#generation += 1;
    this.#line?.stop();
    this.#line = null;
    if (this.#subscriptions.size === 0) {
      this.#setStatus('idle');
      return;
    }
    this.#setStatus('waiting');
    this.#cancelWait = this.#deps.after(reconnectDelay(this.#failures), () => void this.#open());
    this.#failures += 1;
  }
}
