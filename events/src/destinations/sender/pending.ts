import type { DestinationReport } from '../destination.port.ts';
import type { DeadLetter, ParkedEvent } from '../destination.types.ts';
import type { PlacedCall } from '../store/index.ts';

/** What the next commit stores. */
export type Batch = {
  readonly parks: ParkedEvent[];
  readonly attempts: ParkedEvent[];
  readonly unparks: ParkedEvent[];
  readonly dead: DeadLetter[];
  readonly calls: PlacedCall[];
  delivered: number;
  failed: number;
  lastDeliveredAt: Date | null;
  report: DestinationReport | null;
};

const empty = (): Batch => ({
  ...{ parks: [], attempts: [], unparks: [], dead: [], calls: [] },
  ...{ delivered: 0, failed: 0, lastDeliveredAt: null, report: null },
});

const joined = (first: Batch, second: Batch): Batch => ({
  parks: [...first.parks, ...second.parks],
  attempts: [...first.attempts, ...second.attempts],
  unparks: [...first.unparks, ...second.unparks],
  dead: [...first.dead, ...second.dead],
  calls: [...first.calls, ...second.calls],
  delivered: first.delivered + second.delivered,
  failed: first.failed + second.failed,
  lastDeliveredAt: second.lastDeliveredAt ?? first.lastDeliveredAt,
  report: second.report ?? first.report,
});

/** Gathers what is to be stored while a commit is under way. */
export const createPending = () => {
  let batch = empty();
  /** The commit that will hold what is gathered now. */
  let number = 1;
  return {
    batch: () => batch,
    number: () => number,
    take(): Batch {
      const taken = batch;
      batch = empty();
      number += 1;
      return taken;
    },
    /** The commit failed: what it held goes with the next one. */
    giveBack(taken: Batch) {
      batch = joined(taken, batch);
    },
    isEmpty: () =>
      batch.calls.length === 0 &&
      batch.parks.length === 0 &&
      batch.dead.length === 0 &&
      batch.report === null,
  };
};

export type Pending = ReturnType<typeof createPending>;
