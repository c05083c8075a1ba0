import type { GrantRecord } from './connections.model.ts';
import type { Wanted } from './renewal.types.ts';

const longestMarginMs = 15 * 60_000;
const marginShare = 0.2;
const longestUrgentMs = 30_000;
const urgentShare = 0.05;

type Ends = Pick<GrantRecord, 'tokens' | 'expiresAt' | 'lifetimeSeconds'>;

/**
 * `fresh`: used as it is. `soon`: still good, to be renewed beside its use. `stale`: nobody may use it any more. The
 * margin is a fifth of the lifetime, at most 15 minutes; what has a twentieth left, at most 30 s, is stale.
 */
export const freshnessOf = (grant: Ends, now: Date): 'fresh' | 'soon' | 'stale' => {
  if (!grant.tokens || !grant.expiresAt) return 'stale';
  const left = grant.expiresAt.getTime() - now.getTime();
  const lifetime = (grant.lifetimeSeconds ?? 0) * 1000;
  if (left <= Math.min(longestUrgentMs, lifetime * urgentShare)) return 'stale';
  return left <= Math.min(longestMarginMs, lifetime * marginShare) ? 'soon' : 'fresh';
};

const firstPauseMs = 5_000;
const longestPauseMs = 5 * 60_000;

/** How long the token endpoint is left alone after so many failures in a row; what it asks for counts if longer. */
export const pauseMs = (failures: number, retryAfterMs = 0): number =>
  Math.max(
    Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, failures - 1)),
    Math.min(longestPauseMs, retryAfterMs),
  );

/** So many failures in a row are told as a fault of the connection. */
export const failuresUntilError = 5;

const forcedEveryMs = 10_000;

/** A token that the other side refuses though it is that new is not renewed once more: it would be refused, too. */
export const isJustIssued = (
  { refreshedAt }: Pick<GrantRecord, 'refreshedAt'>,
  now: Date,
): boolean => refreshedAt !== null && now.getTime() - refreshedAt.getTime() < forcedEveryMs;

/** Whether tokens may still be used, also while they are about to be renewed. */
export const isUsable = (grant: GrantRecord, now: Date): boolean =>
  grant.state !== 'needsReauthorization' && freshnessOf(grant, now) !== 'stale';

/** Whether a grant is what somebody who asked for a renewal wants, so that there is none to make. */
export const isWanted = (grant: GrantRecord, { unlike, byHand }: Wanted, now: Date): boolean => {
  if (unlike === null) return freshnessOf(grant, now) === 'fresh' && isUsable(grant, now);
  const isOther = grant.tokenVersion > unlike || (!byHand && isJustIssued(grant, now));
  return isOther && isUsable(grant, now);
};
