import type { Transaction } from '@tandem/kit';

/** Number of partitions a key may fall into; a node owns some of them through leases. */
export const partitionCount = 64;

/** One stored piece of work. `lane` is the key whose work runs strictly in order of `id`. */
export type Work<Payload = unknown> = {
  readonly org: string;
  readonly queue: string;
  readonly part: number;
  readonly id: number;
  readonly lane: number;
  readonly payload: Payload;
  readonly attempts: number;
  /** Put back from the dead letters: a repeat behind younger work. */
  readonly late?: boolean;
};

/**
 * A row that was just committed. `after` is what `lane_enqueue` answered for it: the last row that stood in its lane
 * (null: none). With it the owner runs the row from memory at once; without it the owner reads the lane first, since
 * an older row of another node may stand before this one.
 */
export type CommittedWork<Payload = unknown> = Work<Payload> & { readonly after?: number | null };

/** A row to be stored by a slice inside its own transaction (column names of table `lane_work`). */
export type NewWork = Pick<Work, 'org' | 'queue' | 'part' | 'lane' | 'payload'>;

/**
 * A queue whose work is a pure step over many lanes at once, committed as a batch by the slice itself: `run` gets the
 * ready work of many lanes (each lane's in order), commits the effects, and deletes exactly the rows it finished, in
 * the same transaction, through the SQL function `lane_finish(parts, ids, epochs)`, which fails the transaction when a
 * lease was lost. What it did not do stays and is offered again; see {@link BatchResult}.
 */
export type BatchQueue = {
  readonly name: string;
  readonly mode: 'batch';
  readonly maxLanes: number;
  readonly countsLostTries?: CountsLostTries;
  readonly run: (batch: readonly LaneBatch[]) => Promise<BatchResult>;
};

/**
 * A try that ended with its node counts as an attempt, so that work which ends nodes is known by its attempts. It costs
 * one write a try, and only for work that was there when its partition was taken from an owner that did not give it back.
 */
export type CountsLostTries = boolean;

/** Ids of the rows that a run did not do; nothing when all are done. */
// biome-ignore lint/suspicious/noConfusingVoidType: a run that has done everything returns nothing.
export type BatchResult = void | {
  /** Could not be done now: a lane of which nothing was done rests for a second. */
  readonly undone?: readonly number[];
  /**
   * There was no time for it: its lanes take their next turns without a pause, behind those that are ready by now, in
   * the order of this list.
   */
  readonly unbegun?: readonly number[];
};

export type LaneBatch = {
  readonly part: number;
  readonly lane: number;
  readonly epoch: number;
  readonly work: readonly Work[];
};

/**
 * A queue whose work is one outside effect an item: tried under the lease, completed in batches afterwards. The lane
 * waits while its head is retried; other lanes go on. After the policy is exhausted the item becomes a dead letter
 * with the reason, and the lane goes on.
 */
export type EffectQueue = {
  readonly name: string;
  readonly mode: 'effect';
  readonly retry: RetryPolicy;
  /** Work of one destination shares its limit of requests in flight; fair over lanes. */
  readonly destination: (work: Work) => string;
  readonly maxInFlightPerDestination: number;
  readonly countsLostTries?: CountsLostTries;
  readonly run: (work: Work, context: EffectContext) => Promise<Outcome | Untried>;
  /** Extra effect of an outcome in the transaction that completes it (statuses, delivery log). Optional. */
  readonly onSettled?: (tx: Transaction, settled: readonly SettledWork[]) => Promise<void>;
  /** The least that has to happen when `onSettled` keeps failing and the work dies of that. Optional. */
  readonly onGivenUp?: (tx: Transaction, settled: readonly SettledWork[]) => Promise<void>;
  /** What `onSettled` does, in one call, for completions that are all done. Optional. */
  readonly finish?: FinishCall;
};

/** A statement that does what `onSettled` would and calls `lane_finish` with its first three parameters. */
export type FinishCall = {
  /** Name of the prepared statement. */
  readonly name: string;
  readonly text: string;
  /** Whether it is enough for these; where it is not, `onSettled` takes them. Optional: always. */
  readonly fits?: (settled: readonly SettledWork[]) => boolean;
  /** Parameters from the fourth on. */
  readonly values: (settled: readonly SettledWork[]) => readonly unknown[];
};

export type EffectContext = {
  readonly signal: AbortSignal;
  /** Milliseconds the effect may take: what the lease leaves, less one second. */
  readonly budgetMs: number;
};

export type Outcome =
  | { readonly kind: 'done'; readonly info?: unknown }
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly afterMs?: number;
      readonly info?: unknown;
    }
  | { readonly kind: 'dead'; readonly reason: string; readonly info?: unknown };

/**
 * Nothing was tried, or it was broken off for a reason of this node: no attempt, and offered again after `afterMs`
 * (default: soon).
 */
export type Untried = { readonly kind: 'untried'; readonly afterMs?: number };

/** `final` is false when the work is tried again. A retry that is final has used up its policy and died. */
export type SettledWork = {
  readonly work: Work;
  readonly outcome: Outcome;
  readonly final: boolean;
};

/** Given the number of failed attempts (1 = first failure) answers the pause in ms, or null when there is none left. */
export type RetryPolicy = (failures: number, random: () => number) => number | null;

export type Lanes = {
  /** Starts leasing, reading and running. */
  readonly start: () => Promise<void>;
  /** Rows just committed by this node: own partitions run at once from memory, other owners are woken. */
  readonly committed: (work: readonly CommittedWork[]) => void;
  /** Does this node own the partition right now (monotonic check of the lease)? The epoch is the fence. */
  readonly owns: (part: number) => { readonly epoch: number } | null;
  /** Resolves when nothing that is due is left in the partitions of this node; for tests and for stopping. */
  readonly drained: () => Promise<void>;
  /**
   * Whether this node took partitions in the last minutes from an owner that did not give them back. What ended it may
   * come again: nothing is done then without being stored before.
   */
  readonly inDoubt: () => boolean;
  readonly figures: () => {
    readonly owned: number;
    readonly waiting: number;
    readonly inFlight: number;
    readonly deadLetters: number;
  };
  /** Stops reading, finishes what is under way, releases the leases. */
  readonly stop: () => Promise<void>;
};
