import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Clock, HttpClient } from '@tandem/kit';
import { algorithmOf } from './jwt.rules.ts';

type Key = { readonly id: string | null; readonly key: KeyObject };
type KeySet = {
  readonly keys: readonly Key[];
  /** When they came, and when they were last asked for. */
  readonly atMs: number;
  readonly askedMs: number;
  /** Why the last answer was none. */
  readonly problem: string | null;
};

export type KeySets = {
  /** The keys that may have signed. Throws an Error in words for an administrator when they cannot be had. */
  readonly keysFor: (url: string, keyId: string | null) => Promise<readonly KeyObject[]>;
};

const keptMs = 10 * 60_000;
/**
 * A key nobody knows may be new; tokens with made-up ids must not ask the other server at will, and nobody waits anew
 * for one that has just not answered.
 */
const askAgainMs = 30_000;
const maxSets = 200;

const keyOf = (jwk: JsonWebKey & { kid?: unknown; use?: unknown }): Key[] => {
  if (jwk.use === 'enc' || (jwk.kty !== 'RSA' && jwk.kty !== 'EC')) return [];
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    return algorithmOf(key) ? [{ id: typeof jwk.kid === 'string' ? jwk.kid : null, key }] : [];
  } catch {
    // One key that cannot be read must not hide the others.
    return [];
  }
};

const readKeys = (body: Buffer): readonly Key[] => {
  try {
    const { keys } = JSON.parse(body.toString('utf8')) as { keys?: unknown };
    if (Array.isArray(keys)) return keys.filter((key) => key !== null).flatMap(keyOf);
  } catch {
    // Falls through to the same words as a wrong shape.
  }
  throw new Error('the JWKS URL does not answer a key set');
};

/** Public keys of other servers (RFC 7517), remembered for a while. */
export const createKeySets = ({ http, clock }: { http: HttpClient; clock: Clock }): KeySets => {
  const known = new Map<string, KeySet>();
  const asked = new Map<string, Promise<KeySet>>();
  const keep = (url: string, set: KeySet): KeySet => {
    if (!known.has(url) && known.size >= maxSets) known.clear();
    known.set(url, set);
    return set;
  };
  const fetchKeys = async (url: string): Promise<readonly Key[]> => {
    const request = { method: 'GET', url, timeoutMs: 5000, maxBytes: 256 * 1024 };
    const { status, body } = await http.request(request).catch(() => {
      throw new Error('the JWKS URL does not answer');
    });
    if (status !== 200) throw new Error(`the JWKS URL answers ${status}`);
    return readKeys(body);
  };
  const ask = async (url: string): Promise<KeySet> => {
    try {
      const keys = await fetchKeys(url);
      const now = clock.monotonicMs();
      return keep(url, { keys, atMs: now, askedMs: now, problem: null });
    } catch (error) {
      const { keys = [], atMs = Number.NEGATIVE_INFINITY } = known.get(url) ?? {};
      const { message } = error as Error;
      keep(url, { keys, atMs, askedMs: clock.monotonicMs(), problem: message });
      throw error;
    }
  };
  const askOnce = (url: string): Promise<KeySet> => {
    const running = asked.get(url) ?? ask(url).finally(() => asked.delete(url));
    asked.set(url, running);
    return running;
  };
  const matching = ({ keys }: KeySet, keyId: string | null) =>
    keys.filter(({ id }) => keyId === null || id === null || id === keyId).map(({ key }) => key);
  return {
    async keysFor(url, keyId) {
      const set = known.get(url);
      const found = set ? matching(set, keyId) : [];
      const now = clock.monotonicMs();
      const isResting = set !== undefined && now - set.askedMs < askAgainMs;
      if (set && found.length > 0 && (isResting || now - set.atMs < keptMs)) return found;
      if (isResting && set.problem !== null) throw new Error(set.problem);
      if (isResting) return [];
      try {
        return matching(await askOnce(url), keyId);
      } catch (error) {
        // Keys of before are better than nobody getting in while the other server is away.
        if (found.length > 0) return found;
        throw error;
      }
    },
  };
};
