import type { Clock } from '@tandem/kit';
import { createBoundedMap } from './bounded-map.ts';
import { admit, type Breaker, closedBreaker, settle } from './breaker.rules.ts';
import { callErrors } from './calls.errors.ts';

/** The circuit breakers of this node, one for each organisation and origin. */
export type Breakers = {
  /** @throws callErrors.circuitOpen */
  readonly enter: (key: string, host: string) => void;
  /** @param failed no answer, or 5xx */
  readonly leave: (key: string, failed: boolean) => void;
};

const mostBreakers = 2_000;

export const createBreakers = (clock: Pick<Clock, 'monotonicMs'>): Breakers => {
  const breakers = createBoundedMap<Breaker>(mostBreakers);
  return {
    enter(key, host) {
      const { next, waitMs } = admit(breakers.get(key) ?? closedBreaker, clock.monotonicMs());
      if (waitMs > 0)
        throw callErrors.circuitOpen({ host, seconds: String(Math.ceil(waitMs / 1000)) });
      breakers.set(key, next);
    },
    leave(key, failed) {
      breakers.set(key, settle(breakers.get(key) ?? closedBreaker, failed, clock.monotonicMs()));
    },
  };
};
