import type { Principal } from '@tandem/contract';
import type { Clock, Database, Log, Timer } from '@tandem/kit';
import { expandPolicies } from '../access/index.ts';
import { accessChannel, type Signals } from '../changes/index.ts';
import { bundledClientIds, connectorClient, hashSecret } from '../clients/index.ts';
import { limitToScopes } from './scopes.rules.ts';
import { type LoadedToken, loadToken, recheckTokens, touchTokens } from './tokens.store.ts';

export type Principals = {
  /** The principal behind a bearer token; null when the token is unknown or has ended. */
  readonly authenticate: (token: string) => Promise<Principal | null>;
  /** Forgets what is known of an organisation's tokens: the next use asks the database. */
  readonly forget: (org: string) => void;
  /** Listens to other nodes and re-checks the tokens in use, until stopped. */
  readonly start: () => Promise<void>;
  readonly stop: () => void;
};

export type PrincipalsDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly signals: Signals | undefined;
  /** Every permission there is: what `*` in a policy stands for. */
  readonly permissions: readonly string[];
};

type Entry = {
  readonly principal: Principal;
  readonly hash: Buffer;
  readonly version: number;
  readonly expiresAt: number;
  /** Monotonic time at which the database was asked. */
  checkedAt: number;
  used: boolean;
};

/** Nothing older is trusted: a revocation holds on every node within this time. */
const trustMs = 1_000;
/** Tokens in use are looked at this often, in one query, so that requests seldom wait for the database. */
const recheckMs = 400;
const maxEntries = 20_000;

/** What a token allows now. */
export const permissionsOfToken = (
  token: LoadedToken,
  catalogue: readonly string[],
): ReadonlySet<string> =>
  limitToScopes(expandPolicies(token.policies, catalogue), token.userId ? token.scopes : []);

/** Who a token stands for now. */
export const toPrincipal = (token: LoadedToken, catalogue: readonly string[]): Principal => ({
  org: token.org,
  kind: token.userId ? 'user' : 'client',
  userId: token.userId,
  clientId: token.client,
  tokenId: token.id,
  permissions: permissionsOfToken(token, catalogue),
  bundled: token.bundled,
  ...(token.client === connectorClient.id ? { delegated: true } : {}),
});

/** Snapshots of tokens in use, oldest use first. */
const createSnapshots = () => {
  const entries = new Map<string, Entry>();
  return {
    entries,
    get(key: string) {
      const entry = entries.get(key);
      if (!entry) return;
      entries.delete(key);
      entries.set(key, entry);
      return entry;
    },
    put(key: string, entry: Entry) {
      entries.set(key, entry);
      if (entries.size <= maxEntries) return;
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    },
  };
};

/** Asks for all tokens used since the last time at once; those that changed are dropped. */
const createRecheck =
  (deps: PrincipalsDeps, entries: Map<string, Entry>) => async (): Promise<void> => {
    const { db, clock } = deps;
    const used = [...entries].filter(([, entry]) => entry.used);
    if (used.length === 0) return;
    const asked = clock.monotonicMs();
    const hashes = used.map(([, { hash }]) => hash);
    const rows = await recheckTokens(db, hashes, clock.now());
    const versions = new Map(rows.map(({ hash, version }) => [hash.toString('hex'), version]));
    for (const [key, entry] of used) {
      entry.used = false;
      // An entry that was loaded anew meanwhile is newer than this answer.
      if (entries.get(key) !== entry) continue;
      if (versions.get(key) === entry.version) entry.checkedAt = Math.max(entry.checkedAt, asked);
      else entries.delete(key);
    }
    await touchTokens(db, hashes, clock.now());
  };

export const createPrincipals = (deps: PrincipalsDeps): Principals => {
  const { db, clock, log, signals, permissions } = deps;
  const { entries, ...snapshots } = createSnapshots();
  const loading = new Map<string, Promise<Principal | null>>();
  const recheck = createRecheck(deps, entries);
  let timer: Timer | undefined;
  let generation = 0;
  let stopped = false;

  const load = async (key: string, hash: Buffer): Promise<Principal | null> => {
    const checkedAt = clock.monotonicMs();
    const asked = generation;
    const token = await loadToken(db, hash, {
      now: clock.now(),
      bundledClients: bundledClientIds,
    });
    if (!token) {
      entries.delete(key);
      return null;
    }
    const principal = toPrincipal(token, permissions);
    const { version } = token;
    const expiresAt = token.expiresAt.getTime();
    // An answer that was on its way while something changed may be older than the change: used once, not kept.
    if (asked === generation)
      snapshots.put(key, { principal, hash, version, expiresAt, checkedAt, used: true });
    return principal;
  };
  const forget = (org: string) => {
    for (const [key, { principal }] of entries) if (principal.org === org) entries.delete(key);
    generation += 1;
    loading.clear();
  };
  const again = () => {
    timer = clock.after(recheckMs, () => {
      recheck()
        .catch((error) => log.warn({ err: error }, 'tokens in use could not be checked'))
        .finally(() => {
          if (!stopped) again();
        });
    });
  };
  return {
    authenticate(token) {
      const hash = hashSecret(token);
      const key = hash.toString('hex');
      const entry = snapshots.get(key);
      if (entry && clock.monotonicMs() - entry.checkedAt < trustMs) {
        entry.used = true;
        return Promise.resolve(entry.expiresAt > clock.now().getTime() ? entry.principal : null);
      }
      const running = loading.get(key);
      if (running !== undefined) return running;
      const started = load(key, hash).finally(() => {
        if (loading.get(key) === started) loading.delete(key);
      });
      loading.set(key, started);
      return started;
    },
    forget,
    async start() {
      await signals?.listen(accessChannel, forget);
      again();
    },
    stop() {
      stopped = true;
      timer?.cancel();
    },
  };
};
