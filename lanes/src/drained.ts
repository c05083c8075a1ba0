import type { Clock } from '@tandem/kit';
import type { LaneBook } from './lane-book.ts';
import type { Lanes } from './lanes.types.ts';
import type { Leases } from './leases.ts';
import type { Reader } from './reader.ts';
import type { TimerMover } from './timer-mover.ts';
import type { Runner } from './turns.ts';

type Parts = {
  readonly book: LaneBook;
  readonly leases: Leases;
  readonly reader: Reader;
  readonly mover: TimerMover;
  readonly runners: ReadonlyMap<string, Runner>;
  readonly clock: Clock;
  readonly lifeMs: number;
  /** A round of the leases; one that fails leaves them as they are. */
  readonly tick: () => Promise<void>;
};

/** Pause before another round where the leases are not certain: without them nothing that is due may begin. */
const unleasedMs = 250;

/** Runs a round, and again until the leases in hand last for a while, or none is left. */
const createRenewed =
  ({ clock, lifeMs, leases, tick }: Parts) =>
  async () => {
    await tick();
    while (leases.leftMs() < lifeMs / 2 && [...leases.all()].length > 0) {
      await clock.sleep(unleasedMs);
      await tick();
    }
  };

/** See {@link Lanes.drained}. */
export const createDrained = (parts: Parts): Lanes['drained'] => {
  const { book, leases, reader, mover, runners, lifeMs } = parts;
  const renewed = createRenewed(parts);
  const all = () => [...runners.values()];
  const sum = (figure: (runner: Runner) => number) =>
    all().reduce((total, runner) => total + figure(runner), 0);
  const taken = () => sum((runner) => runner.taken());
  const isBusy = () =>
    book.figures().active > sum((runner) => runner.standing()) ||
    all().some((runner) => !runner.idle());
  return async () => {
    let before: number;
    // A test clock may have been moved further than the leases reach.
    await renewed();
    do {
      before = taken();
      await mover.move();
      reader.rescan(leases.all());
      await reader.quiet();
      while (isBusy()) {
        if (leases.leftMs() < lifeMs / 2) await renewed();
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    } while (before !== taken());
  };
};
