import type { Clock, Log } from '@tandem/kit';
import type { LaneBook } from './lane-book.ts';
import { bookLimits } from './lane-book.ts';
import type { HeldWork, Lane, Tenure } from './lane-book.types.ts';
import type { LanesStore } from './lanes.store.ts';
import type { Leases } from './leases.ts';

/** Reads the table into the book: one read at a time, everything wanted meanwhile joins the next. */
export type Reader = {
  /** Rows behind the last ones seen, and those that may have become visible late. */
  readonly scan: (tenures: Iterable<Tenure>) => void;
  /** The whole partition. */
  readonly rescan: (tenures: Iterable<Tenure>) => void;
  /** Cold lanes wait, or there is room again. */
  readonly nudge: () => void;
  /** Once a second: widens the window of late rows and forgets ids finished long ago. */
  readonly round: () => void;
  readonly forget: (tenure: Tenure) => void;
  /** Resolves when nothing is left to read. */
  readonly quiet: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/**
 * A row takes its id before it is committed, so it may appear below rows read already. Transactions of the message
 * path are far shorter than this many rounds; the rest is found by the re-scan of whole partitions in turn.
 */
const slackRounds = 10;
const scanLimit = 500;
const loadLanes = 256;
const retryMs = 250;

/** `next` is where the next scan begins; `behind` while a scan has not come to the end of the partition. */
type Position = { seen: number; history: number[]; next: number; behind: boolean };

export const createReader = (options: {
  store: LanesStore;
  book: LaneBook;
  leases: Leases;
  clock: Clock;
  log: Log;
}): Reader => {
  const { store, book, leases, clock, log } = options;
  const positions = new Map<Tenure, Position>();
  const wanted = new Set<Tenure>();
  let loop: Promise<void> | null = null;
  let waiting: (() => void)[] = [];
  let again = false;
  let stopped = false;
  let rotateDue = false;

  const positionOf = (tenure: Tenure): Position => {
    const known = positions.get(tenure);
    if (known) return known;
    const fresh = { seen: 0, history: [], next: 0, behind: true };
    positions.set(tenure, fresh);
    return fresh;
  };
  const scanOnce = async () => {
    const tenures = [...wanted].filter(({ lost }) => !lost.signal.aborted);
    wanted.clear();
    const after = tenures.map((tenure) => ({ part: tenure.part, after: positionOf(tenure).next }));
    if (after.length === 0) return;
    try {
      accept(tenures, await store.read(after, scanLimit));
    } catch (error) {
      for (const tenure of tenures) wanted.add(tenure);
      throw error;
    }
  };
  const accept = (tenures: readonly Tenure[], rows: readonly HeldWork[]) => {
    const byPart = new Map<number, HeldWork[]>(tenures.map(({ part }) => [part, []]));
    for (const row of rows) byPart.get(row.work.part)?.push(row);
    for (const tenure of tenures) {
      if (tenure.lost.signal.aborted) continue;
      const own = byPart.get(tenure.part) ?? [];
      const position = positionOf(tenure);
      for (const { work, runAtMs } of own) book.offer(tenure, work, 'scan', runAtMs);
      const last = own.at(-1)?.work.id;
      if (last !== undefined) position.seen = Math.max(position.seen, last);
      position.behind = own.length >= scanLimit;
      position.next = position.behind ? (last ?? 0) : (position.history.at(-1) ?? 0);
      if (position.behind) wanted.add(tenure);
    }
  };
  const loadOnce = async (lanes: readonly Lane[]) => {
    try {
      const rows = await store.load(lanes, bookLimits.laneDepth);
      const byLane = new Map(
        lanes.map((lane) => [`${lane.queue}\n${lane.lane}`, [] as HeldWork[]]),
      );
      for (const row of rows) byLane.get(`${row.work.queue}\n${row.work.lane}`)?.push(row);
      for (const lane of lanes) {
        const own = byLane.get(`${lane.queue}\n${lane.lane}`) ?? [];
        book.loaded(lane, own, own.length < bookLimits.laneDepth);
      }
    } catch (error) {
      for (const lane of lanes) book.reload(lane);
      throw error;
    }
  };
  const step = async (): Promise<boolean> => {
    if (rotateDue) {
      rotateDue = false;
      book.known.rotate();
    }
    const lanes = book.takeCold(loadLanes);
    if (lanes.length > 0) await loadOnce(lanes);
    else if (wanted.size > 0) await scanOnce();
    else return false;
    return true;
  };
  const run = async () => {
    try {
      do {
        again = false;
        while (!stopped && (await step()));
      } while (again && !stopped);
    } catch (error) {
      again = false;
      log.warn({ err: error }, 'reading work failed, trying again');
      clock.after(retryMs, nudge);
    }
  };
  const nudge = () => {
    again = true;
    if (loop || stopped) return;
    // Not at once: whoever nudges is in the middle of changing the book.
    loop = Promise.resolve()
      .then(run)
      .finally(() => {
        loop = null;
        if (again && !stopped) return nudge();
        for (const done of waiting) done();
        waiting = [];
      });
  };
  return {
    scan(tenures) {
      for (const tenure of tenures) wanted.add(tenure);
      nudge();
    },
    rescan(tenures) {
      for (const tenure of tenures) {
        Object.assign(positionOf(tenure), { next: 0, behind: true });
        wanted.add(tenure);
      }
      nudge();
    },
    nudge,
    round() {
      for (const tenure of leases.all()) {
        const position = positionOf(tenure);
        position.history.push(position.seen);
        if (position.history.length > slackRounds) position.history.shift();
        if (!position.behind) position.next = position.history[0] ?? 0;
      }
      rotateDue = true;
    },
    forget(tenure) {
      positions.delete(tenure);
      wanted.delete(tenure);
    },
    quiet: () => (loop ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
    async stop() {
      stopped = true;
      await loop;
    },
  };
};
