import type { Clock } from '@tandem/kit';
import type { Lane, Tenure } from './lane-book.types.ts';
import type { LanesStore } from './lanes.store.ts';
import type { CountsLostTries, Work } from './lanes.types.ts';

/** Whatever ends nodes is sent again well within that time. */
const doubtMs = 5 * 60_000;

/** See {@link Lanes.inDoubt}. */
export const createDoubt = (clock: Pick<Clock, 'monotonicMs'>) => {
  let untilMs = Number.NEGATIVE_INFINITY;
  return {
    gained(tenures: readonly Tenure[]) {
      if (tenures.some(({ doubtTo }) => doubtTo !== null)) untilMs = clock.monotonicMs() + doubtMs;
    },
    holds: () => clock.monotonicMs() < untilMs,
  };
};

type Counting = {
  readonly queue: { readonly countsLostTries?: CountsLostTries };
  readonly store: Pick<LanesStore, 'countTries'>;
};

/**
 * Counts, before they begin, tries of work that may have ended the owner before: should this node end as well, the next
 * one finds them counted. Work given out keeps the attempts it had, as with any other try.
 */
export const countTries = async (
  { queue, store }: Counting,
  turns: readonly { readonly lane: Lane; readonly works: readonly Work[] }[],
): Promise<void> => {
  if (!queue.countsLostTries) return;
  const tries = turns.flatMap(({ lane: { tenure }, works }) =>
    tenure.doubtTo === null
      ? []
      : works
          .filter(({ id }) => id <= (tenure.doubtTo ?? 0) && !tenure.counted.has(id))
          .map(({ id }) => ({ tenure, id })),
  );
  if (tries.length === 0) return;
  await store.countTries(tries);
  for (const { tenure, id } of tries) tenure.counted.add(id);
};
