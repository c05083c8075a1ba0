/** Waiting grows twofold with every failure, from `firstMs` to `mostMs`, less up to a half by chance. */
export type Backoff = { readonly firstMs: number; readonly mostMs: number };

/** One event that may be tried again. */
export const keyBackoff: Backoff = { firstMs: 1_000, mostMs: 300_000 };
/** A destination that is away as a whole. */
export const awayBackoff: Backoff = { firstMs: 500, mostMs: 60_000 };
/** A destination that lets nobody in: somebody has to act, so asking often is of no use. */
export const deniedBackoff: Backoff = { firstMs: 15_000, mostMs: 300_000 };

/** The longest that a `Retry-After` of the other side is believed. */
export const mostAskedMs = 3_600_000;

/** Events are tried for so long, then they are dead letters. */
export const lifeMs = 4 * 24 * 3_600_000;

/**
 * Milliseconds until the next attempt.
 * @param failures attempts that failed so far, 1 or more
 * @param chance in [0, 1)
 * @param askedMs what the other side asked for; it is waited for at least
 */
export const waitMs = (
  { firstMs, mostMs }: Backoff,
  { failures, chance, askedMs = 0 }: { failures: number; chance: number; askedMs?: number },
): number => {
  const grown = Math.min(mostMs, firstMs * 2 ** Math.min(30, failures - 1));
  return Math.max(Math.ceil(grown * (1 - chance / 2)), Math.min(askedMs, mostAskedMs));
};
