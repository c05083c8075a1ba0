import type { Activity, ActivitySet } from '@tandem/contract';
import { backoff } from './backoff.ts';
import type { DirectLineCalls } from './calls.ts';
import { asFailure } from './errors.ts';
import { Pause } from './pause.ts';
import type { Ports } from './ports.ts';
import type { Session } from './session.ts';
import { runSocket, type SocketEnd } from './socket.ts';

export type ConnectionState =
  | 'idle'
  | 'connecting'
  | 'online'
  | 'reconnecting'
  /** Too many at once: tried again when the server said so. */
  | 'limited'
  | 'offline';

interface StreamInit {
  readonly ports: Ports;
  readonly calls: DirectLineCalls;
  readonly session: Session;
  readonly onActivities: (activities: readonly Activity[]) => void;
  readonly onConnection: (state: ConnectionState) => void;
  readonly onGone: () => void;
}

const POLL_MS = 2000;
/** How long polling stands in before the socket is tried again. */
const POLLING_STINT_MS = 60_000;
/** Sockets that never opened before the fallback: proxies that cut them do so always. */
const SOCKET_TRIES = 2;

/** Brings in activities, over the socket where it opens and by polling where it does not; always from the watermark on. */
export class ActivityStream {
  readonly #init: StreamInit;
  readonly #pause: Pause;
  readonly #abort = new AbortController();
  #watermark: string | undefined;
  #failures = 0;
  #socketRefusals = 0;
  /** When the server takes more, as it said with its last refusal; milliseconds. */
  #limitedMs: number | undefined;

  constructor(init: StreamInit) {
    this.#init = init;
    this.#pause = new Pause(init.ports.clock);
  }

  /** Runs until stopped or until the conversation is gone. */
  async run(firstUrl?: string): Promise<void> {
    for (let url = firstUrl; !this.#stopped; url = undefined) {
      const end = await this.#attempt(url);
      if (this.#stopped) return;
      if (end === 'gone') return this.#init.onGone();
      if (end === 'opened') this.#failures = this.#socketRefusals = 0;
      if (end === 'refused') this.#socketRefusals += 1;
      // Another tab holds the only socket of the conversation: fighting over it would cut both off.
      if (end === 'collision' || this.#socketRefusals >= SOCKET_TRIES) {
        if ((await this.#poll()) === 'gone') return this.#init.onGone();
        continue;
      }
      this.#report();
      await this.#pause.wait(this.#delay());
    }
  }

  /** The network is back (or gone): try now instead of when the delay is over. */
  wake(): void {
    if (!this.#init.ports.network.online()) this.#init.onConnection('offline');
    this.#pause.wake();
  }

  stop(): void {
    this.#abort.abort();
    this.#pause.wake();
  }

  get #stopped(): boolean {
    return this.#abort.signal.aborted;
  }

  #report(): void {
    const cut = this.#limitedMs === undefined ? 'reconnecting' : 'limited';
    this.#init.onConnection(this.#init.ports.network.online() ? cut : 'offline');
  }

  #delay(): number {
    return this.#limitedMs ?? backoff(this.#failures++, this.#init.ports.random);
  }

  #noteFailure(error: unknown): 'gone' | 'unreachable' {
    const failure = asFailure(error);
    this.#limitedMs = failure.kind === 'limited' ? failure.retryAfterMs : undefined;
    return failure.kind === 'gone' ? 'gone' : 'unreachable';
  }

  async #attempt(givenUrl: string | undefined): Promise<SocketEnd | 'gone' | 'unreachable'> {
    this.#limitedMs = undefined;
    try {
      const url = givenUrl ?? (await this.#freshUrl());
      if (url === undefined) return 'refused';
      return await runSocket({
        url,
        ports: this.#init.ports,
        signal: this.#abort.signal,
        onOpen: () => this.#opened(),
        onSet: (set) => this.#receive(set),
      });
    } catch (error) {
      return this.#noteFailure(error);
    }
  }

  /** A stream address must be used within a minute, so each connection asks for its own. */
  async #freshUrl(): Promise<string | undefined> {
    const { calls, session } = this.#init;
    if (this.#watermark === undefined) await this.#catchUp();
    const reply = await session.authorised((access) => calls.reconnect(access, this.#watermark));
    return reply.streamUrl;
  }

  /** Without a watermark the socket brings only what is new: what was said before it opened is fetched. */
  async #opened(): Promise<void> {
    if (this.#watermark === undefined) await this.#catchUp();
    this.#init.onConnection('online');
  }

  async #catchUp(): Promise<void> {
    const { calls, session } = this.#init;
    for (let more = true; more && !this.#stopped; ) {
      const before = this.#watermark;
      const set = await session.authorised((access) => calls.activities(access, before));
      this.#receive(set);
      more = set.activities.length > 0 && this.#watermark !== before;
    }
  }

  #receive(set: ActivitySet): void {
    if (this.#stopped) return;
    if (set.watermark) this.#watermark = set.watermark;
    if (set.activities.length > 0) this.#init.onActivities(set.activities);
  }

  async #poll(): Promise<'gone' | 'again'> {
    const { clock } = this.#init.ports;
    const until = clock.now() + POLLING_STINT_MS;
    while (!this.#stopped && clock.now() < until) {
      try {
        await this.#catchUp();
        this.#failures = 0;
        this.#init.onConnection('online');
        await this.#pause.wait(POLL_MS);
      } catch (error) {
        if (this.#noteFailure(error) === 'gone') return 'gone';
        this.#report();
        await this.#pause.wait(this.#delay());
      }
    }
    return 'again';
  }
}
