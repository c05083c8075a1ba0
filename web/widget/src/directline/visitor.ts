import type { KeyValue } from './ports.ts';

/** A signed identity (JWT), or what fetches a fresh one from the page's server. */
export type IdentitySource = string | (() => string | Promise<string>);

/** Whom a signed identity names. It is not checked here: the server does that. */
export function subjectOf(identity: string): string | undefined {
  try {
    const part = (identity.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(part), (sign) => sign.charCodeAt(0));
    const { sub } = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown };
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}

/** Who the visitor is: signed in by the page, or the one this browser is known as. */
export class Visitor {
  readonly #storage: KeyValue;
  readonly #key: string;
  #source: IdentitySource | undefined;
  /** What opens earlier conversations of a signed visitor; it does not outlive the page. */
  #signed: string | undefined;

  constructor(init: {
    storage: KeyValue;
    endpoint: string;
    identity?: IdentitySource | undefined;
  }) {
    this.#storage = init.storage;
    this.#key = `tandem-visitor:${init.endpoint}`;
    this.#source = init.identity;
  }

  /** Whether the page has signed the visitor in. */
  get isSigned(): boolean {
    return this.#source !== undefined;
  }

  async identity(): Promise<string | undefined> {
    return typeof this.#source === 'function' ? await this.#source() : this.#source;
  }

  /** What opens the earlier conversations. */
  get token(): string | undefined {
    if (this.isSigned) return this.#signed;
    try {
      return this.#storage.getItem(this.#key) ?? undefined;
    } catch {
      // Private windows and blocked third-party storage throw on every access.
      return undefined;
    }
  }

  keep(token: string | undefined): void {
    if (!token) return;
    if (this.isSigned) this.#signed = token;
    else this.#write((storage) => storage.setItem(this.#key, token));
  }

  signIn(source: IdentitySource): void {
    this.#source = source;
    this.#signed = undefined;
  }

  /** The next one at this browser is somebody else. */
  signOut(): void {
    this.#source = this.#signed = undefined;
    this.#write((storage) => storage.removeItem(this.#key));
  }

  #write(action: (storage: KeyValue) => void): void {
    try {
      action(this.#storage);
    } catch {
      // As above: then the visitor is forgotten with the page.
    }
  }
}
