import { tellNeedsReauthorization } from './connection-events.ts';
import { connectionErrors } from './connections.errors.ts';
import { type GrantRecord, type GrantState, isCodeGrant } from './connections.model.ts';
import { readGrant, type SeenConnection } from './connections.store.ts';
import { type TokenFailure, toTokenFailure } from './failures.rules.ts';
import { failuresUntilError, freshnessOf, isUsable, pauseMs } from './freshness.rules.ts';
import { nextState } from './grant-state.rules.ts';
import { storeFailure } from './grants.store.ts';
import type { Attempt, RenewalDeps, Wanted } from './renewal.types.ts';

/** A grant that came without the means to renew it. */
export const noRefreshToken = new Error('there is no refresh token');

const endedGrant: TokenFailure = {
  kind: 'refused',
  code: 'token.ended',
  message: 'The token has ended, and the authorization server gave none to renew it with.',
  retryAfterMs: 0,
};

const publicError = ({ connection: { name } }: SeenConnection, failure: TokenFailure): Error =>
  failure.kind === 'refused'
    ? connectionErrors.needsAuthorization({ name, reason: failure.message })
    : connectionErrors.refreshFailed({ name, reason: failure.message });

export const needsAuthorization = ({ connection, grant }: SeenConnection): Error =>
  connectionErrors.needsAuthorization({
    name: connection.name,
    reason: grant?.problem?.message ?? 'nobody has signed in yet.',
  });

/** Nobody asks the server now; after `waitMs` it makes sense to ask again. */
export const stillFailing = ({ connection, grant }: SeenConnection, waitMs: number): Error =>
  connectionErrors.refreshFailed(
    {
      name: connection.name,
      reason: grant?.problem?.message ?? 'another process is renewing it.',
    },
    { headers: { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) } },
  );

const stateAfter = (
  { seen: { connection }, grant }: Attempt,
  failure: TokenFailure,
  now: Date,
): GrantState => {
  // Where nobody signs in, no sign-in mends a refusal: it is tried again as after any other fault of the client.
  if (failure.kind === 'refused' && !isCodeGrant(connection))
    return nextState(grant.state, 'misconfigured');
  if (failure.kind !== 'unavailable') return nextState(grant.state, failure.kind);
  const isLasting = grant.failures + 1 >= failuresUntilError && freshnessOf(grant, now) === 'stale';
  return isLasting ? nextState(grant.state, 'failing') : grant.state;
};

const problemOf = ({ interrupted }: Attempt, failure: TokenFailure, at: Date) =>
  failure.kind === 'refused' && interrupted
    ? {
        code: 'renewal.interrupted',
        message: `${failure.message} The renewal before was cut off before its tokens were stored.`,
        at,
      }
    : { code: failure.code, message: failure.message, at };

/** False when somebody has stored new tokens, or another failure that counts, since the attempt began: then it told of it. */
const noteFailure = async (
  { db, audit, clock, ids, log }: RenewalDeps,
  attempt: Attempt,
  failure: TokenFailure,
): Promise<boolean> => {
  const { grant, seen } = attempt;
  const { id, name, org } = seen.connection;
  const now = clock.now();
  const state = stateAfter(attempt, failure, now);
  const problem = problemOf(attempt, failure, now);
  const retryAt = new Date(now.getTime() + pauseMs(grant.failures + 1, failure.retryAfterMs));
  const isNoted = await db.transaction(async (tx) => {
    if (!(await storeFailure(tx, { key: grant, from: grant, state, problem, retryAt })))
      return false;
    if (state === grant.state) return true;
    await audit(tx, {
      org,
      actor: { kind: 'system', id: null },
      action: 'state',
      entity: { type: 'connection', id, name },
      changes: { state: { from: grant.state, to: state }, reason: { to: problem.message } },
    });
    if (state === 'needsReauthorization')
      await tellNeedsReauthorization(tx, ids, {
        ...{ connection: seen.connection, grant, reason: problem.code, now },
      });
    return true;
  });
  if (isNoted && state !== grant.state)
    log.warn(
      { connection: id, org, state, code: problem.code },
      'an OAuth connection gets no tokens',
    );
  return isNoted;
};

/**
 * Notes why a renewal failed. Answers tokens that are good all the same: those somebody else has stored, or the old
 * ones while they live.
 * @throws connectionErrors.needsAuthorization, refreshFailed; the error itself when it is a fault of our own
 */
export const onRenewalFailure = async (
  deps: RenewalDeps,
  { attempt, wanted }: { readonly attempt: Attempt; readonly wanted: Wanted },
  error: unknown,
): Promise<GrantRecord> => {
  const failure = error === noRefreshToken ? endedGrant : toTokenFailure(error);
  if (!failure) throw error;
  const isNoted = await noteFailure(deps, attempt, failure);
  const current = (await readGrant(deps.db, attempt.grant))?.grant ?? attempt.grant;
  if ((!isNoted || wanted.unlike === null) && isUsable(current, deps.clock.now())) return current;
  throw publicError(attempt.seen, failure);
};
