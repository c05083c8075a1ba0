import type { RetryPolicy } from './lanes.types.ts';

/** `retries` more attempts after the first, `everyMs` apart. */
export const fixed =
  ({ retries, everyMs }: { retries: number; everyMs: number }): RetryPolicy =>
  (failures) =>
    failures > retries ? null : everyMs;

/**
 * Pauses that double from `baseMs` up to `capMs`, for as long as their sum stays within `totalMs`.
 * @param jitter share of a pause that is random (0 none, 1 all of it); the sum is counted without it.
 */
export const exponential =
  (options: { baseMs: number; capMs: number; totalMs: number; jitter?: number }): RetryPolicy =>
  (failures, random) => {
    const { baseMs, capMs, totalMs, jitter = 0 } = options;
    let spent = 0;
    let pause = 0;
    for (let failure = 1; failure <= failures; failure += 1) {
      pause = Math.min(capMs, baseMs * 2 ** Math.min(failure - 1, 40));
      spent += pause;
      if (spent > totalMs) return null;
    }
    return Math.round(pause * (1 - jitter * random()));
  };
