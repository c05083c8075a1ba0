import type { Timer } from '@tandem/kit';
import type { DestinationReport } from '../destination.port.ts';
import type { Replay } from '../destination.types.ts';
import type { EventPosition } from '../log.ts';
import type { Hand } from './sender.types.ts';

/** How a session ended; `lost` when the lease is not this node's any more. */
export type Ending = 'stopped' | 'lost';

/** Nothing is sent on the last moments of a lease: a call under way is to end within it. */
const leaseMarginMs = 1_000;
const troubleMs = 1_000;

type Activity = 'reading' | 'committing' | 'loading' | 'looking' | 'preparing';

/** Where a session stands. Its activities read and change it, and ask for another step when they are done. */
export type Run = {
  readonly hand: Hand;
  /** Takes the next step of everything that is due; set by the session. */
  step: () => void;
  leaseUntilMs: number;
  replay: Replay | null;
  /** All of the replay was read. */
  replayRead: boolean;
  /** There may be something to read. */
  hungry: boolean;
  /** Up to here the log can be read, as far as this node has heard; null before it has. */
  horizon: EventPosition | null;
  readonly busy: Set<Activity>;
  /** What receives at the other side is there, as far as it is ours to make. */
  prepared: boolean;
  /** It could not be made for lack of a right: something is sent all the same, and the answer tells whether it is there. */
  sendsUnprepared: boolean;
  /** Milliseconds of the monotonic clock before which it is not tried to make it, and how often that was denied. */
  prepareAt: number;
  prepareFailures: number;
  inFlight: number;
  /** Calls under way with what was tried before. */
  triedInFlight: number;
  /** The last call was one of them. */
  triedLast: boolean;
  /** Number of the last commit that is through. */
  committed: number;
  lastCommitMs: number;
  storedCursor: EventPosition;
  toldState: DestinationReport['state'];
  stopping: boolean;
  over: boolean;
  readonly knownStreams: Set<string>;
  readonly leaseHeld: () => boolean;
  /** Milliseconds that a call which begins now may take. */
  readonly budgetMs: () => number;
  /** The database failed a moment ago. */
  readonly inTrouble: () => boolean;
  readonly stepIn: (ms: number) => void;
  readonly trouble: (what: string, error: unknown) => void;
  readonly finish: (how: Ending) => void;
  readonly ended: Promise<Ending>;
};

/** A step after some time; an earlier one takes the place of a later one. */
const createAlarm = ({ deps }: Hand, ring: () => void) => {
  const { clock } = deps;
  let timer: (Timer & { readonly at: number }) | null = null;
  return {
    in(ms: number) {
      const at = clock.monotonicMs() + Math.max(0, ms);
      if (timer && timer.at <= at) return;
      timer?.cancel();
      const { cancel } = clock.after(Math.max(0, ms), () => {
        timer = null;
        ring();
      });
      timer = { cancel, at };
    },
    cancel: () => timer?.cancel(),
  };
};

export const createRun = (hand: Hand, leaseUntilMs: number): Run => {
  const { deps, destination, driver } = hand;
  const { clock, log } = deps;
  const alarm = createAlarm(hand, () => run.step());
  const { promise: ended, resolve: end } = Promise.withResolvers<Ending>();
  let troubleUntil = 0;
  const run: Run = {
    ...{ hand, leaseUntilMs, ended, step: () => {}, replay: null, replayRead: false, hungry: true },
    ...{
      busy: new Set(),
      prepared: driver.prepare === undefined,
      sendsUnprepared: false,
      prepareAt: 0,
      prepareFailures: 0,
      horizon: null,
      inFlight: 0,
      triedInFlight: 0,
      triedLast: false,
      committed: 0,
      lastCommitMs: clock.monotonicMs(),
    },
    ...{ storedCursor: destination.cursor, toldState: destination.report.state },
    ...{ stopping: false, over: false, knownStreams: new Set<string>() },
    leaseHeld: () => run.budgetMs() > 0,
    budgetMs: () => run.leaseUntilMs - leaseMarginMs - clock.monotonicMs(),
    inTrouble: () => clock.monotonicMs() < troubleUntil,
    stepIn(ms) {
      if (!run.over) alarm.in(ms);
    },
    trouble(what, error) {
      troubleUntil = clock.monotonicMs() + troubleMs;
      log.warn({ err: error, destination: destination.id }, what);
      run.stepIn(troubleMs);
    },
    finish(how) {
      if (run.over) return;
      run.over = true;
      alarm.cancel();
      Promise.resolve()
        .then(() => driver[Symbol.asyncDispose]())
        .catch((error) => log.warn({ err: error }, 'an event destination could not be closed'))
        .finally(() => end(how));
    },
  };
  return run;
};

/** Runs one activity at a time of its kind, and takes a step afterwards. */
export const alone = (run: Run, what: Activity, work: () => Promise<void>): void => {
  if (run.busy.has(what)) return;
  run.busy.add(what);
  void work().finally(() => {
    run.busy.delete(what);
    run.step();
  });
};
