import type { DirectLineToken } from '@tandem/contract';
import type { Access, DirectLineCalls, Who } from './calls.ts';
import { asFailure, DirectLineFailure, isPassing } from './errors.ts';
import type { Ports } from './ports.ts';
import type { SessionStore, StoredSession } from './session-store.ts';
import { subjectOf, type Visitor } from './visitor.ts';

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
  readonly visitor: Visitor;
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

  /**
   * Continues the stored conversation where its token still opens it and it is that of the visitor, or the one that a
   * signed visitor began elsewhere; else starts a new one.
   */
  async open(): Promise<Opened> {
    const identity = await this.#init.visitor.identity();
    const sub = identity && subjectOf(identity);
    const stored = this.#init.store.load();
    const isOwn = stored?.sub === sub;
    if (stored && isOwn && (await this.#resume(stored))) return { resumed: true };
    if (identity && (await this.#openSigned(identity, stored))) return { resumed: true };
    const known = isOwn ? stored?.userId : undefined;
    return this.#start(known ?? `dl_${this.#init.ports.newId()}`, identity);
  }

  /**
   * The running conversation of a signed visitor: that of this browser where something was said before signing in, else
   * that of another one.
   */
  async #openSigned(identity: string, stored: StoredSession | undefined): Promise<boolean> {
    try {
      const own = stored?.sub ? undefined : stored;
      if (own && isSpokenIn(own)) return await this.#adopt(own, identity);
      if (await this.#goOn(identity)) return true;
      return own ? await this.#adopt(own, identity) : false;
    } catch (error) {
      if (isPassing(asFailure(error))) throw error;
      this.#init.store.clear();
      return false;
    }
  }

  async #adopt(stored: StoredSession, identity: string): Promise<boolean> {
    const { calls, store, visitor } = this.#init;
    this.#current = stored;
    const reply = await this.authorised((access) => calls.identify(access, identity));
    visitor.keep(reply.visitor);
    const { expires_in = 1800 } = reply;
    this.#keep({ ...reply, expires_in }, { ...stored, ...signedAs(identity) });
    store.save(this.#access() as StoredSession);
    return true;
  }

  async #goOn(identity: string): Promise<boolean> {
    const { calls, store, visitor } = this.#init;
    visitor.keep((await calls.signIn(identity)).visitor);
    const token = visitor.token ?? '';
    const [latest] = await calls.visitorConversations(token);
    if (!latest || latest.ended) return false;
    const { conversationId } = latest;
    const reply = await calls.resumeConversation({ conversationId, token });
    const { expires_in = 1800 } = reply;
    const sub = signedAs(identity);
    this.#keep({ ...reply, expires_in }, { userId: sub.sub ?? '', unsent: [], ...sub });
    store.save(this.#access() as StoredSession);
    return true;
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

  async #start(userId: string, identity: string | undefined): Promise<Opened> {
    const { calls, store, locale, userName, visitor } = this.#init;
    const user = { id: userId, ...(userName ? { name: userName } : {}) };
    const known = visitor.token;
    const browser: Who = known ? { visitor: known } : {};
    const generated = await calls.generateToken(user, identity ? { identity } : browser);
    const { token } = generated;
    const started = await calls.startConversation({ token, user, locale, identity });
    visitor.keep(started.visitor ?? generated.visitor);
    const sub = identity ? signedAs(identity) : {};
    const rest = { userId: sub.sub ?? userId, unsent: [], ...sub };
    this.#keep({ ...started, expires_in: started.expires_in ?? 1800 }, rest);
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

  #keep(
    fresh: DirectLineToken,
    rest: Pick<StoredSession, 'userId' | 'unsent' | 'sub' | 'seenId' | 'spoke'>,
  ): void {
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

/** Whether something was written in it, be it sent or not. */
const isSpokenIn = ({ spoke, unsent, uploads = [] }: StoredSession): boolean =>
  spoke === true || unsent.length + uploads.length > 0;

const signedAs = (identity: string): { sub?: string } => {
  const sub = subjectOf(identity);
  return sub ? { sub } : {};
};

const gone = (): DirectLineFailure =>
  new DirectLineFailure({ kind: 'gone', status: 404, code: 'ConversationGone', message: '' });
