import type { Clock } from '@tandem/kit';
import type { LaneBook } from './lane-book.ts';
import type { LanesStore } from './lanes.store.ts';
import type { Leases } from './leases.ts';

/** Moves due timers of this node's partitions into the work of the timer queue; one move at a time. */
export type TimerMover = { readonly move: () => Promise<void> };

const moveLimit = 500;

export const createTimerMover = (options: {
  store: LanesStore;
  book: LaneBook;
  leases: Leases;
  clock: Clock;
  queue: string | undefined;
}): TimerMover => {
  const { store, book, leases, clock, queue } = options;
  let under: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  const moveOnce = async (name: string): Promise<number> => {
    const tenures = [...leases.all()].filter(({ draining }) => !draining);
    if (tenures.length === 0) return 0;
    const moved = await store.moveDueTimers({
      tenures,
      queue: name,
      now: clock.now(),
      limit: moveLimit,
    });
    for (const row of moved) {
      const tenure = leases.byPart(row.part);
      if (tenure) book.offer(tenure, { row, from: 'commit' });
    }
    return moved.length;
  };
  const moveAll = async (name: string) => {
    while ((await moveOnce(name)) === moveLimit);
  };
  const begin = (name: string): Promise<void> => {
    under = moveAll(name).finally(() => {
      under = null;
    });
    return under;
  };
  return {
    move() {
      if (queue === undefined) return Promise.resolve();
      if (!under) return begin(queue);
      // The move under way may have looked already.
      next ??= under
        .catch(() => {})
        .then(() => {
          next = null;
          return begin(queue);
        });
      return next;
    },
  };
};
