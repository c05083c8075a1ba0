import type { Clock } from '@tandem/kit';
import type { LaneBook } from './lane-book.ts';
import type { Group, Lane, Tenure } from './lane-book.types.ts';
import type { Leases } from './leases.ts';

/** Runs what is ready in a group of its queue. */
export type Runner = {
  readonly dispatch: (group: Group) => void;
  readonly inFlight: () => number;
  /** Turns begun so far. */
  readonly taken: () => number;
  /** Nothing is under way but what waits for a time. */
  readonly idle: () => boolean;
  /** Lanes whose turn cannot end before a time. */
  readonly standing: () => number;
  /** Starts nothing any more; resolves when what is under way has ended. */
  readonly stop: () => Promise<void>;
};

/** How a lane's turn ends: its next rows, its rows read anew, or a pause. */
export type TurnEnd = 'goOn' | 'reload' | { readonly restMs: number };

export type Turns = {
  /** The next due lane, if the leases are certain to last longer than the margin. */
  readonly take: (group: Group) => Lane | undefined;
  readonly end: (lane: Lane, how: TurnEnd) => void;
  /** Something of the tenure besides turns is under way, until `leave`. */
  readonly enter: (tenure: Tenure) => void;
  readonly leave: (tenure: Tenure) => void;
  readonly track: (run: Promise<void>) => void;
} & Omit<Runner, 'dispatch' | 'standing'>;

/** Beyond what a timer can hold; the lane looks again then. */
const longestRestMs = 24 * 3_600_000;
/** No row waits longer than this for its next try on a node that did not see its last one, whatever the clocks say. */
const longestWaitMs = 10 * 60_000;

/** Taking turns: due lanes only, under a certain lease, counted so that a partition can be handed over. */
export const createTurns = (options: {
  book: LaneBook;
  leases: Leases;
  clock: Clock;
  marginMs?: number;
}): Turns => {
  const { book, leases, clock, marginMs = 0 } = options;
  const tracked = new Set<Promise<void>>();
  let running = 0;
  let taken = 0;
  let stopped = false;

  const restFor = (lane: Lane, ms: number) => {
    const [head] = lane.held;
    if (head) lane.due = { work: head.work.id, atMs: clock.monotonicMs() + ms };
    book.rest(lane, (wake) => clock.after(Math.min(ms, longestRestMs), wake));
  };
  /** A clock that was set back must not make a lane wait for longer than it was meant to. */
  const waitOf = ({ held: [head], due }: Lane): number => {
    const wait = (head?.runAtMs ?? 0) - clock.now().getTime();
    const isKnown = due !== null && due.work === head?.work.id;
    return Math.min(wait, isKnown ? due.atMs - clock.monotonicMs() : longestWaitMs);
  };
  const enter = (tenure: Tenure) => {
    tenure.underWay += 1;
  };
  const leave = (tenure: Tenure) => {
    tenure.underWay -= 1;
    if (tenure.draining && tenure.underWay === 0) leases.drained(tenure);
  };
  return {
    take(group) {
      if (stopped || leases.leftMs() <= marginMs) return undefined;
      for (let lane = book.take(group); lane; lane = book.take(group)) {
        const wait = waitOf(lane);
        if (wait > 0) {
          restFor(lane, wait);
          continue;
        }
        enter(lane.tenure);
        running += 1;
        taken += 1;
        return lane;
      }
      return undefined;
    },
    end(lane, how) {
      running -= 1;
      if (how === 'goOn') book.goOn(lane);
      else if (how === 'reload') book.reload(lane);
      else restFor(lane, how.restMs);
      leave(lane.tenure);
    },
    enter,
    leave,
    track(run) {
      const tracking = run.finally(() => tracked.delete(tracking));
      tracked.add(tracking);
    },
    inFlight: () => running,
    taken: () => taken,
    idle: () => running === 0 && tracked.size === 0,
    async stop() {
      stopped = true;
      while (tracked.size > 0) await Promise.all(tracked);
    },
  };
};
