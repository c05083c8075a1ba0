/** A circuit breaker: closed lets calls pass, open refuses them, half-open lets one try. */
export type Breaker =
  | { readonly state: 'closed'; readonly failures: number }
  | { readonly state: 'open'; readonly untilMs: number }
  | { readonly state: 'halfOpen'; readonly untilMs: number };

/** Failures in a row that open it. */
const threshold = 5;
const openMs = 30_000;

export const closedBreaker: Breaker = { state: 'closed', failures: 0 };

const openUntil = (nowMs: number): Breaker => ({ state: 'open', untilMs: nowMs + openMs });

export type Admission = {
  readonly next: Breaker;
  /** 0: the call may go; else milliseconds until one may. */
  readonly waitMs: number;
};

/** Whether a call may go now. The one that tries a half-open circuit is given as long as the pause lasts. */
export const admit = (breaker: Breaker, nowMs: number): Admission => {
  if (breaker.state === 'closed') return { next: breaker, waitMs: 0 };
  if (nowMs < breaker.untilMs) return { next: breaker, waitMs: Math.ceil(breaker.untilMs - nowMs) };
  return { next: { state: 'halfOpen', untilMs: nowMs + openMs }, waitMs: 0 };
};

/** The breaker after a call; `failed` is no answer, or 5xx. */
export const settle = (breaker: Breaker, failed: boolean, nowMs: number): Breaker => {
  if (!failed) return closedBreaker;
  if (breaker.state !== 'closed') return openUntil(nowMs);
  const failures = breaker.failures + 1;
  return failures >= threshold ? openUntil(nowMs) : { state: 'closed', failures };
};
