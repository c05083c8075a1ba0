import { type Clock, networkOf, type PublicError } from '@tandem/kit';
import { createBuckets } from '../rate-buckets.ts';
import type { LimitsOf } from './limits.rules.ts';

export type LimitSettings<Use extends string> = {
  readonly perAddress: LimitsOf<Use>;
  readonly perEndpoint: LimitsOf<Use>;
};

/** The error (429) for somebody who may come back after so many seconds. */
export type TooMany = (seconds: string) => PublicError;

export type UseLimiter<Use extends string> = {
  /** Counts one use of an address. Throws what `tooMany` makes. */
  readonly ofAddress: (use: Use, address: string) => void;
  /** Counts one use of an endpoint, whoever it is. The same. */
  readonly ofEndpoint: (use: Use, endpointId: string) => void;
};

/** Whole seconds until then, for people and for Retry-After. */
export const secondsOf = (waitMs: number): string => String(Math.max(1, Math.ceil(waitMs / 1000)));

/**
 * Bounds what anonymous callers may ask, in the memory of this node: no look-up, and with several nodes each counts by
 * itself.
 */
export const createUseLimiter = <Use extends string>(
  { perAddress, perEndpoint }: LimitSettings<Use>,
  clock: Pick<Clock, 'monotonicMs'>,
  tooMany: TooMany,
): UseLimiter<Use> => {
  const take = createBuckets(clock);
  const require = (key: string, perMinute: number) => {
    const waitMs = perMinute === 0 ? 0 : take(key, perMinute);
    if (waitMs > 0) throw tooMany(secondsOf(waitMs));
  };
  return {
    ofAddress: (use, address) => require(`${use} ${networkOf(address)}`, perAddress[use]),
    ofEndpoint: (use, endpointId) => require(`${use} of ${endpointId}`, perEndpoint[use]),
  };
};
