import { isDatabaseUnavailable } from '@tandem/kit';
import { connectionErrors } from './connections.errors.ts';
import {
  type GrantKey,
  type GrantRecord,
  type IssuedTokens,
  isCodeGrant,
} from './connections.model.ts';
import { readGrant } from './connections.store.ts';
import { isUsable, isWanted } from './freshness.rules.ts';
import { nextState } from './grant-state.rules.ts';
import { endLease, ensureGrant, keepLease, storeTokens, takeLease } from './grants.store.ts';
import {
  needsAuthorization,
  noRefreshToken,
  onRenewalFailure,
  stillFailing,
} from './renewal.failures.ts';
import type { Attempt, RenewalDeps, Wanted } from './renewal.types.ts';

const callServer = async (
  { seals, oauth }: RenewalDeps,
  { seen: { connection }, grant }: Attempt,
): Promise<IssuedTokens> => {
  const secret = await seals.openSecret(connection, grant.user);
  if (!isCodeGrant(connection)) return oauth.clientCredentials(connection, secret);
  const refreshToken = (await seals.openTokens(grant))?.refreshToken;
  if (!refreshToken) throw noRefreshToken;
  return oauth.refresh(connection, secret, refreshToken);
};

const store = async (
  { db, seals, clock }: RenewalDeps,
  { grant, owner }: Attempt,
  issued: IssuedTokens,
): Promise<void> => {
  const now = clock.now();
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const { accessToken, lifetimeSeconds, refreshLifetimeSeconds } = issued;
  // A server that does not rotate sends none: the old one stays good.
  const refreshToken = issued.refreshToken ?? (await seals.openTokens(grant))?.refreshToken ?? null;
  const tokens = { accessToken, refreshToken };
  await storeTokens(db, {
    key: grant,
    from: grant.tokenVersion,
    state: nextState(grant.state, 'issued'),
    tokens: await seals.sealTokens(grant, grant.tokenVersion + 1, tokens),
    lifetimeSeconds,
    expiresAt: after(lifetimeSeconds),
    refreshExpiresAt:
      refreshLifetimeSeconds === null ? grant.refreshExpiresAt : after(refreshLifetimeSeconds),
    authorizedAt: null,
    now,
    owner,
  });
};

/** The server may have taken the old refresh token back already: these tokens are all there is, so it tries on. */
const storeWithPatience = async (
  deps: RenewalDeps,
  attempt: Attempt,
  issued: IssuedTokens,
): Promise<void> => {
  const { clock, times } = deps;
  const end = clock.monotonicMs() + times.waitMs;
  for (;;) {
    try {
      return await store(deps, attempt, issued);
    } catch (error) {
      if (!isDatabaseUnavailable(error) || clock.monotonicMs() >= end) throw error;
      await clock.sleep(times.lookMs);
    }
  }
};

/** Everything that happens while the lease is held. */
const renewUnderLease = async (
  deps: RenewalDeps,
  attempt: Attempt,
  wanted: Wanted,
): Promise<GrantRecord> => {
  const { db, clock } = deps;
  const { seen, grant } = attempt;
  const now = clock.now();
  if (!seen.connection.enabled) throw connectionErrors.inactive({ name: seen.connection.name });
  if (isWanted(grant, wanted, now)) return grant;
  if (grant.state === 'needsReauthorization') throw needsAuthorization(seen);
  if (!wanted.byHand && grant.retryAt && grant.retryAt > now) {
    if (wanted.unlike === null && isUsable(grant, now)) return grant;
    throw stillFailing(seen, grant.retryAt.getTime() - now.getTime());
  }
  let issued: IssuedTokens;
  try {
    issued = await callServer(deps, attempt);
  } catch (error) {
    return onRenewalFailure(deps, { attempt, wanted }, error);
  }
  await storeWithPatience(deps, attempt, issued);
  // Not what was issued but what is stored: a sign-in or a change of the connection may have come in between.
  const current = await readGrant(db, grant);
  if (current?.grant?.tokens && isUsable(current.grant, clock.now())) return current.grant;
  throw current
    ? needsAuthorization(current)
    : connectionErrors.notFound({ connection: grant.connection });
};

type Lease = { readonly key: GrantKey; readonly owner: string };

/** Renews the lease while the call lasts, so that a slow server is not asked twice. */
const keepAlive = ({ db, clock, times }: RenewalDeps, lease: Lease) => {
  let stopped = false;
  let timer = { cancel: () => {} };
  const again = () => {
    if (stopped) return;
    timer = clock.after(times.leaseMs / 3, () => {
      keepLease(db, { ...lease, leaseMs: times.leaseMs }).then(
        (isOurs) => isOurs && again(),
        () => again(),
      );
    });
  };
  again();
  return () => {
    stopped = true;
    timer.cancel();
  };
};

/** Null while somebody else has the lease. */
const tryRenew = async (
  deps: RenewalDeps,
  { key, owner }: Lease,
  wanted: Wanted,
): Promise<GrantRecord | null> => {
  const { db, log, times } = deps;
  const lease = await takeLease(db, { key, owner, leaseMs: times.leaseMs });
  if (!lease) return null;
  const stop = keepAlive(deps, { key, owner });
  try {
    // Read again under the lease: what was stale may have been renewed by whoever had it before.
    const seen = await readGrant(db, key);
    if (!seen?.grant) throw connectionErrors.notFound({ connection: key.connection });
    return await renewUnderLease(deps, { seen, grant: seen.grant, owner, ...lease }, wanted);
  } finally {
    stop();
    await endLease(db, key, owner).catch((error: unknown) =>
      log.warn({ err: error, connection: key.connection }, 'a lease was left to run out'),
    );
  }
};

/**
 * Renews tokens: one node at a time talks to the token endpoint, under a lease in the database that is kept alive while
 * the call lasts. New tokens are stored, by compare and swap on their version, before anybody gets them. A failure
 * never touches the stored tokens.
 * @throws connectionErrors.notFound, inactive, needsAuthorization, refreshFailed
 */
export const createRenewal =
  (deps: RenewalDeps) =>
  async (key: GrantKey, wanted: Wanted): Promise<GrantRecord> => {
    const { db, clock, ids, times } = deps;
    const read = async () => {
      const seen = await readGrant(db, key);
      if (!seen) throw connectionErrors.notFound({ connection: key.connection });
      return seen;
    };
    const { connection, grant } = await read();
    if (!grant)
      await ensureGrant(db, key, isCodeGrant(connection) ? 'needsReauthorization' : 'active');
    const end = clock.monotonicMs() + times.waitMs;
    const owner = ids.uuid();
    for (;;) {
      const renewed = await tryRenew(deps, { key, owner }, wanted);
      if (renewed) return renewed;
      const current = await read();
      const now = clock.now();
      if (current.grant && isWanted(current.grant, wanted, now)) return current.grant;
      // Somebody renews it at this moment: what is still good needs no waiting.
      if (current.grant && wanted.unlike === null && isUsable(current.grant, now))
        return current.grant;
      if (clock.monotonicMs() >= end) throw stillFailing(current, times.leaseMs);
      await clock.sleep(times.lookMs);
    }
  };
