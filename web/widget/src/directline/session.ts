import type { DirectLineToken } from '@tandem/contract';
import type { Access, DirectLineCalls } from './calls.ts';
import { asFailure, DirectLineFailure, isPassing } from './errors.ts';
import type { Ports } from './ports.ts';
import type { SessionStore, StoredSession } from './session-store.ts';

/** How the conversation was opened; `streamUrl` is there only right after its start. */
export interface Opened {
  readonly resumed: boolean;
  readonly streamUrl?: string;
}

interface SessionInit {
  readonly calls: DirectLineCalls;
  readonly ports: Pick<Ports, 'clock' | 'newId'>;
  readonly store: SessionStore;
  readonly locale: string;
  readonly userName?: string | undefined;
}

/** The conversation and the token for it: started, continued after a reload, and refreshed before it runs out. */
export class Session {
  readonly #init: SessionInit;
  #current: StoredSession | undefined;
  #refreshing: Promise<void> | undefined;
  #cancelRefresh: () => void = () => {};

  constructor(init: SessionInit) {
    this.#init = init;
  }

  get userId(): string {
    return this.#current?.userId ?? '';
  }

  /** Continues the stored conversation where its token still opens it, else starts a new one. */
  async open(): Promise<Opened> {
    const stored = this.#init.store.load();
    if (stored && (await this.#resume(stored))) return { resumed: true };
    return this.#start(stored?.userId ?? `dl_${this.#init.ports.newId()}`);
  }

  /**
   * Makes a call with the token; refused once, it is made again with a fresh token.
   * @throws DirectLineFailure of kind `gone` when no token can be had for the conversation any more.
   */
  async authorised<T>(call: (access: Access) => Promise<T>): Promise<T> {
    const used = this.#access();
    try {
      return await call(used);
    } catch (error) {
      if (asFailure(error).kind !== 'unauthorized') throw error;
      if (used.token === this.#access().token) await this.#refresh();
      return await call(this.#access());
    }
  }

  close(): void {
    this.#cancelRefresh();
    this.#current = undefined;
  }

  #access(): Access {
    if (!this.#current) throw gone();
    return this.#current;
  }

  async #resume(stored: StoredSession): Promise<boolean> {
    this.#current = stored;
    try {
      // A token that may run out on the way is refreshed first; the server allows some grace after its end.
      if (stored.expiresAt - this.#init.ports.clock.now() < 60_000) await this.#refresh();
      else this.#scheduleRefresh(stored.expiresAt - this.#init.ports.clock.now());
      return true;
    } catch (error) {
      if (isPassing(asFailure(error))) throw error;
      this.#init.store.clear();
      return false;
    }
  }

  async #start(userId: string): Promise<Opened> {
    const { calls, store, locale, userName } = this.#init;
    const user = { id: userId, ...(userName ? { name: userName } : {}) };
    const { token } = await calls.generateToken(user);
    const started = await calls.startConversation({ token, user, locale });
    this.#keep({ ...started, expires_in: started.expires_in ?? 1800 }, { userId, unsent: [] });
    store.save(this.#access() as StoredSession);
    return { resumed: false, ...(started.streamUrl ? { streamUrl: started.streamUrl } : {}) };
  }

  /** One refresh at a time: two would make each other's tokens old. */
  #refresh(): Promise<void> {
    this.#refreshing ??= this.#refreshNow().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refreshNow(): Promise<void> {
    const { token, conversationId } = this.#access();
    try {
      const fresh = await this.#init.calls.refreshToken(token);
      const current = this.#current;
      if (current) this.#keep({ ...fresh, conversationId }, current);
    } catch (error) {
      const failure = asFailure(error);
      if (isPassing(failure)) throw failure;
      throw gone();
    }
    const { expiresAt = 0, token: kept = '' } = this.#current ?? {};
    this.#init.store.patch({ token: kept, expiresAt });
  }

  #keep(fresh: DirectLineToken, rest: Pick<StoredSession, 'userId' | 'unsent'>): void {
    const life = fresh.expires_in * 1000;
    const { token, conversationId } = fresh;
    this.#current = {
      ...rest,
      token,
      conversationId,
      expiresAt: this.#init.ports.clock.now() + life,
    };
    this.#scheduleRefresh(life);
  }

  /** Half-way through its life, and again a minute later as long as the network is down. */
  #scheduleRefresh(life: number): void {
    this.#cancelRefresh();
    this.#cancelRefresh = this.#init.ports.clock.after(life / 2, () => {
      this.#refresh().catch((error: unknown) => {
        if (asFailure(error).kind !== 'gone') this.#scheduleRefresh(120_000);
      });
    });
  }
}

const gone = (): DirectLineFailure =>
  new DirectLineFailure({ kind: 'gone', status: 404, code: 'ConversationGone', message: '' });
