import type { Principal } from '@tandem/contract';
import type { Clock } from '@tandem/kit';
import { httpErrors } from './errors.ts';

type Window = { startedMs: number; count: number };

export type RateLimiter = {
  /**
   * Counts one request and answers the three `inin-ratelimit-*` headers.
   * @throws httpErrors.rateLimited with Retry-After when the window's requests are used up.
   */
  readonly take: (
    principal: Pick<Principal, 'clientId' | 'userId' | 'bundled'>,
  ) => Record<string, string>;
};

const windowMs = 60_000;
const none = {};

/** Requests a minute for each client, or for each user of a client; in node memory, bundled clients unlimited. */
export const createRateLimiter = ({
  perMinute,
  clock,
}: {
  perMinute: number;
  clock: Clock;
}): RateLimiter => {
  const windows = new Map<string, Window>();
  let sweptMs = 0;
  const sweep = (nowMs: number) => {
    if (nowMs - sweptMs < windowMs) return;
    sweptMs = nowMs;
    for (const [key, window] of windows)
      if (nowMs - window.startedMs >= windowMs) windows.delete(key);
  };
  const windowOf = (key: string, nowMs: number): Window => {
    const known = windows.get(key);
    if (known && nowMs - known.startedMs < windowMs) return known;
    const fresh = { startedMs: nowMs, count: 0 };
    windows.set(key, fresh);
    return fresh;
  };
  return {
    take(principal) {
      if (principal.bundled || perMinute === 0) return none;
      const nowMs = clock.monotonicMs();
      sweep(nowMs);
      const window = windowOf(`${principal.clientId}/${principal.userId ?? ''}`, nowMs);
      const reset = String(Math.max(1, Math.ceil((window.startedMs + windowMs - nowMs) / 1000)));
      window.count += 1;
      const headers = {
        'inin-ratelimit-count': String(window.count),
        'inin-ratelimit-allowed': String(perMinute),
        'inin-ratelimit-reset': reset,
      };
      if (window.count > perMinute) {
        throw httpErrors.rateLimited(
          { seconds: reset },
          { headers: { ...headers, 'retry-after': reset } },
        );
      }
      return headers;
    },
  };
};
