import type { LaneBook } from './lane-book.ts';
import type { HeldWork, Tenure } from './lane-book.types.ts';
import type { LanesStore, WorkKey } from './lanes.store.ts';

/**
 * How far each partition was read. A row takes its id before it is committed, so it may appear below rows read
 * already: a scan begins some rounds back. Transactions of the message path are far shorter than this many rounds;
 * the rest is found by reading whole partitions in turn.
 */
const slackRounds = 5;
const scanLimit = 500;

/** `next` is where the next scan begins; `behind` while a scan has not come to the end of the partition. */
type Position = { seen: number; history: number[]; next: number; behind: boolean };

export type ScanPositions = {
  readonly want: (tenure: Tenure) => void;
  readonly wantWhole: (tenure: Tenure) => void;
  readonly wanted: () => boolean;
  readonly round: (tenures: Iterable<Tenure>) => void;
  readonly forget: (tenure: Tenure) => void;
  /** Reads what is wanted; puts it back when the read fails. */
  readonly scan: (store: Pick<LanesStore, 'scan' | 'rows'>) => Promise<void>;
};

export const createScanPositions = ({ book }: { book: LaneBook }): ScanPositions => {
  const positions = new Map<Tenure, Position>();
  const wanted = new Set<Tenure>();
  const of = (tenure: Tenure): Position => {
    const known = positions.get(tenure);
    if (known) return known;
    const fresh = { seen: 0, history: [], next: 0, behind: true };
    positions.set(tenure, fresh);
    return fresh;
  };
  const accept = (tenure: Tenure, keys: readonly WorkKey[], rows: readonly HeldWork[]) => {
    if (tenure.lost.signal.aborted) return;
    const position = of(tenure);
    for (const { work, runAtMs } of rows) book.offer(tenure, { row: work, from: 'scan', runAtMs });
    const last = keys.at(-1)?.id ?? 0;
    position.seen = Math.max(position.seen, last);
    position.behind = keys.length >= scanLimit;
    position.next = position.behind ? last : (position.history.at(-1) ?? 0);
    if (position.behind) wanted.add(tenure);
  };
  return {
    want: (tenure) => void wanted.add(tenure),
    wantWhole(tenure) {
      Object.assign(of(tenure), { next: 0, behind: true });
      wanted.add(tenure);
    },
    wanted: () => wanted.size > 0,
    round(tenures) {
      for (const tenure of tenures) {
        const position = of(tenure);
        position.history.push(position.seen);
        if (position.history.length > slackRounds) position.history.shift();
        if (!position.behind) position.next = position.history[0] ?? 0;
      }
    },
    forget(tenure) {
      positions.delete(tenure);
      wanted.delete(tenure);
    },
    async scan(store) {
      const tenures = [...wanted].filter(({ lost }) => !lost.signal.aborted);
      wanted.clear();
      if (tenures.length === 0) return;
      const after = tenures.map((tenure) => ({ part: tenure.part, after: of(tenure).next }));
      try {
        const keys = await store.scan(after, scanLimit);
        const unknown = await store.rows(keys.filter(({ id }) => !book.known.has(id)));
        const keysOf = Map.groupBy(keys, ({ part }) => part);
        const rowsOf = Map.groupBy(unknown, ({ work }) => work.part);
        for (const tenure of tenures)
          accept(tenure, keysOf.get(tenure.part) ?? [], rowsOf.get(tenure.part) ?? []);
      } catch (error) {
        for (const tenure of tenures) wanted.add(tenure);
        throw error;
      }
    },
  };
};
