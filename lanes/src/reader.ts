import type { Clock, Log } from '@tandem/kit';
import { bookLimits, type LaneBook } from './lane-book.ts';
import type { HeldWork, Lane, Tenure } from './lane-book.types.ts';
import type { LanesStore } from './lanes.store.ts';
import { createScanPositions } from './scan-positions.ts';
import { createWorker } from './worker.ts';

/** Reads the table into the book: one read at a time, everything wanted meanwhile joins the next. */
export type Reader = {
  /** Rows behind the last ones seen, and those that may have become visible late. */
  readonly scan: (tenures: Iterable<Tenure>) => void;
  /** The whole partition. */
  readonly rescan: (tenures: Iterable<Tenure>) => void;
  /** Cold lanes wait, or there is room again. */
  readonly nudge: () => void;
  /** Once a poll: widens the window of late rows and forgets ids finished long ago. */
  readonly round: (tenures: Iterable<Tenure>) => void;
  readonly forget: (tenure: Tenure) => void;
  /** Resolves when nothing is left to read. */
  readonly quiet: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const loadLanes = 256;
const retryMs = 250;

const keyOf = (queue: string, lane: number) => `${queue}\n${lane}`;

const answerLoads = (book: LaneBook, lanes: readonly Lane[], rows: readonly HeldWork[]) => {
  const byLane = Map.groupBy(rows, ({ work }) => keyOf(work.queue, work.lane));
  for (const lane of lanes) {
    const own = byLane.get(keyOf(lane.queue, lane.lane)) ?? [];
    book.loaded(lane, { rows: own, all: own.length < bookLimits.laneDepth });
  }
};

export const createReader = (options: {
  store: LanesStore;
  book: LaneBook;
  clock: Clock;
  log: Log;
}): Reader => {
  const { store, book, clock, log } = options;
  const positions = createScanPositions({ book });
  let rotateDue = false;

  const load = async (lanes: readonly Lane[]) => {
    try {
      answerLoads(book, lanes, await store.load(lanes, bookLimits.laneDepth));
    } catch (error) {
      for (const lane of lanes) book.reload(lane);
      throw error;
    }
  };
  const step = async (): Promise<boolean> => {
    // Between two reads, so that no read under way began before what is forgotten was finished.
    if (rotateDue) book.known.rotate();
    rotateDue = false;
    const lanes = book.takeCold(loadLanes);
    if (lanes.length > 0) await load(lanes);
    else if (positions.wanted()) await positions.scan(store);
    else return false;
    return true;
  };
  const worker = createWorker({
    step,
    onError(error) {
      log.warn({ err: error }, 'reading work failed, trying again');
      clock.after(retryMs, worker.nudge);
    },
  });
  const wantAll = (tenures: Iterable<Tenure>, want: (tenure: Tenure) => void) => {
    for (const tenure of tenures) want(tenure);
    worker.nudge();
  };
  return {
    scan: (tenures) => wantAll(tenures, positions.want),
    rescan: (tenures) => wantAll(tenures, positions.wantWhole),
    nudge: worker.nudge,
    round(tenures) {
      positions.round(tenures);
      rotateDue = true;
    },
    forget: positions.forget,
    quiet: worker.quiet,
    stop: worker.stop,
  };
};
