import type { Activity } from '@tandem/contract';
import type { KeyValue } from './ports.ts';

/** What survives a reload: who the visitor is, which conversation goes on, what was read, and what is not sent yet. */
export interface StoredSession {
  readonly userId: string;
  readonly conversationId: string;
  readonly token: string;
  readonly expiresAt: number;
  readonly seenId?: string;
  /** Whom a signed identity named; another visitor does not go on with it. */
  readonly sub?: string;
  /** The visitor has said something in it. */
  readonly spoke?: true;
  /** Texts that were not confirmed; they are sent again under their old ids, so the server knows repeats. */
  readonly unsent: readonly Activity[];
  /** Messages with files that were not confirmed: of the files only the names outlive the page. */
  readonly uploads?: readonly Activity[];
}

export interface SessionStore {
  load(): StoredSession | undefined;
  save(session: StoredSession): void;
  /** Changes parts of the stored session; nothing happens when there is none. */
  patch(change: Partial<StoredSession>): void;
  clear(): void;
}

/** One conversation per endpoint address. A browser that forbids storage gets a chat that ends with the page. */
export function createSessionStore(storage: KeyValue, endpoint: string): SessionStore {
  const key = `tandem-chat:${endpoint}`;
  const store: SessionStore = {
    load: () => parse(quietly(() => storage.getItem(key))),
    save: (session) => void quietly(() => storage.setItem(key, JSON.stringify(session))),
    patch(change) {
      const session = store.load();
      if (session) store.save({ ...session, ...change });
    },
    clear: () => void quietly(() => storage.removeItem(key)),
  };
  return store;
}

function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    // Private windows and blocked third-party storage throw on every access.
    return undefined;
  }
}

function parse(text: string | null | undefined): StoredSession | undefined {
  const value = quietly(() => JSON.parse(text ?? 'null') as Partial<StoredSession> | null);
  if (typeof value?.userId !== 'string' || typeof value.conversationId !== 'string')
    return undefined;
  if (typeof value.token !== 'string' || typeof value.expiresAt !== 'number') return undefined;
  return { ...(value as StoredSession), unsent: Array.isArray(value.unsent) ? value.unsent : [] };
}
