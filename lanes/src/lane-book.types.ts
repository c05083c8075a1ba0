import type { Fifo } from './fifo.ts';
import type { Work } from './lanes.types.ts';

/** A row in hand; `runAtMs` is -Infinity when it may run at once. */
export type HeldWork = { readonly work: Work; readonly runAtMs: number };

/**
 * Where a lane stands:
 * - `idle`: nothing in hand and nothing known in the table (such a lane is forgotten)
 * - `ready`: rows in hand, waits for its turn in its group
 * - `cold`: nothing in hand, rows in the table; waits to be loaded
 * - `loading`: a read of its rows is under way
 * - `running`: rows of it are with the queue's `run`
 * - `resting`: waits for a time; its rows are in the table only
 */
export type LaneState = 'idle' | 'ready' | 'cold' | 'loading' | 'running' | 'resting';

export type Lane = {
  readonly lane: number;
  readonly tenure: Tenure;
  readonly queue: string;
  /** Where its turn is decided: a shard of a batch queue, a destination of an effect queue. */
  group: Group;
  held: HeldWork[];
  /** The table has rows of this lane that are not in hand. */
  more: boolean;
  /** Rows came while its rows were being read: the read may not have seen them. */
  missed: boolean;
  state: LaneState;
  wake: { cancel: () => void } | null;
  /** When a head that waits is tried again, on the clock that nobody sets; the row has the time of day only. */
  due: { readonly work: number; readonly atMs: number } | null;
};

/** One ownership of one partition. A partition that comes back later is a new tenure. */
export type Tenure = {
  readonly part: number;
  readonly epoch: number;
  /**
   * Last row that was there when the partition was taken from an owner that did not give it back (0: none was); null
   * where it was given back. Rows up to it may have been tried, and may be what ended that owner.
   */
  readonly doubtTo: number | null;
  /** Rows in doubt whose tries were counted under this ownership. */
  readonly counted: Set<number>;
  readonly lanes: Map<string, Map<number, Lane>>;
  readonly lost: AbortController;
  /** No new work is started; it is handed to another node when nothing of it is under way. */
  draining: boolean;
  /** Runs and completions under way. */
  underWay: number;
};

export type Group = {
  readonly queue: string;
  readonly key: string;
  readonly ready: Fifo<Lane>;
  readonly cold: Fifo<Lane>;
  /** Rows in hand in lanes of the group. */
  inHand: number;
  /** Runs under way. */
  inFlight: number;
};

export const createTenure = (
  part: number,
  epoch: number,
  doubtTo: number | null = null,
): Tenure => ({
  part,
  epoch,
  doubtTo,
  counted: new Set(),
  lanes: new Map(),
  lost: new AbortController(),
  draining: false,
  underWay: 0,
});
