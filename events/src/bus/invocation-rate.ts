import type { Clock } from '@tandem/kit';

/** Spreads calls evenly, so many a second for each key. */
export type InvocationRate = {
  /**
   * Takes the next turn and says in how many milliseconds it is.
   * @param perSecond calls in a second
   */
  readonly turn: (key: string, perSecond: number) => number;
};

const mostKeys = 10_000;

/** Turns of this node; two nodes have turns of their own. */
export const createInvocationRate = (clock: Pick<Clock, 'monotonicMs'>): InvocationRate => {
  const next = new Map<string, number>();
  return {
    turn(key, perSecond) {
      const now = clock.monotonicMs();
      const at = Math.max(now, next.get(key) ?? now);
      if (next.size >= mostKeys) next.clear();
      next.set(key, at + 1_000 / perSecond);
      return Math.ceil(at - now);
    },
  };
};
