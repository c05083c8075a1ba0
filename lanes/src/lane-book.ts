import type { KnownIds } from './known-ids.ts';
import type { Group, HeldWork, Lane, Tenure } from './lane-book.types.ts';
import { createLaneGroups, type Grouping, type LaneGroups } from './lane-groups.ts';
import { createLaneStates, type LaneStates } from './lane-states.ts';
import type { CommittedWork, Work } from './lanes.types.ts';

/** A row on its way into the book, with where it comes from. */
export type OfferedWork = {
  readonly row: CommittedWork;
  readonly from: 'commit' | 'scan';
  readonly runAtMs?: number;
};

/**
 * The lanes of this node in memory. No I/O: rows are offered to it, runs take from it, a reader loads what it marks
 * as cold. Memory is bounded by rows in hand; of lanes beyond that only the key is kept.
 */
export type LaneBook = {
  /** A row that was committed, or read by a scan of its partition. */
  readonly offer: (tenure: Tenure, offered: OfferedWork) => void;
  /** The next lane of the group whose turn it is; it is `running` afterwards. */
  readonly take: (group: Group) => Lane | undefined;
  /** The rows are done and gone from the table. */
  readonly finish: (works: readonly Work[]) => void;
  /** Rows of a running lane leave it, still known until they are finished; the lane stays `running`. */
  readonly pass: (lane: Lane, works: readonly Work[]) => void;
  /** A running lane takes its next turn, or is forgotten when nothing is left. */
  readonly goOn: (lane: Lane) => void;
  /** Memory of the lane is dropped: it is read anew. */
  readonly reload: (lane: Lane) => void;
  /** Memory is dropped until the given wake runs; then it is read anew. */
  readonly rest: (lane: Lane, wakeAt: (wake: () => void) => { cancel: () => void }) => void;
  /** Up to `max` cold lanes, fair over groups; they are `loading` afterwards. */
  readonly takeCold: (max: number) => Lane[];
  /** The answer of a load: the first rows of the lane; `all` when there were no more. */
  readonly loaded: (lane: Lane, answer: { rows: readonly HeldWork[]; all: boolean }) => void;
  /** Forgets everything of a partition. */
  readonly drop: (tenure: Tenure) => void;
  readonly groups: Pick<LaneGroups, 'all' | 'prune'>;
  readonly known: KnownIds;
  readonly figures: LaneStates['figures'];
};

export type BookLimits = {
  /** Rows of one lane in hand. */
  readonly laneDepth: number;
  /** Rows in hand in one group. */
  readonly groupDepth: number;
  /** Rows in hand altogether, beyond which a group keeps only `crowdedDepth`. */
  readonly totalDepth: number;
  readonly crowdedDepth: number;
};

export const bookLimits: BookLimits = {
  laneDepth: 32,
  groupDepth: 2048,
  totalDepth: 32_768,
  crowdedDepth: 256,
};

const laneOf = (tenure: Tenure, work: Work, groups: LaneGroups): Lane => {
  const lanes = tenure.lanes.get(work.queue) ?? new Map<number, Lane>();
  tenure.lanes.set(work.queue, lanes);
  const known = lanes.get(work.lane);
  if (known) return known;
  const lane: Lane = {
    lane: work.lane,
    tenure,
    queue: work.queue,
    group: groups.of(work),
    held: [],
    more: false,
    missed: false,
    state: 'idle',
    wake: null,
    due: null,
  };
  lanes.set(work.lane, lane);
  return lane;
};

const without = (held: readonly HeldWork[], works: readonly Work[]): HeldWork[] => {
  if (works.length === 1 && held[0]?.work === works[0]) return held.slice(1);
  const passed = new Set(works);
  return held.filter(({ work }) => !passed.has(work));
};

/** @param options.groupings by queue name; work of other queues is not touched. */
export const createLaneBook = (options: {
  groupings: ReadonlyMap<string, Grouping>;
  onReady: (group: Group) => void;
  onCold: () => void;
  limits?: BookLimits;
}): LaneBook => {
  const { groupings, onReady, onCold, limits = bookLimits } = options;
  const groups = createLaneGroups(groupings);
  const states = createLaneStates({ groups, onReady, onCold });
  const { known } = states;
  const hasRoom = (group: Group) =>
    group.inHand < (states.inHand() < limits.totalDepth ? limits.groupDepth : limits.crowdedDepth);
  /** A row of another node may stand before this one, committed but not yet seen. */
  const leavesGap = ({ row: { after }, from }: OfferedWork) =>
    from === 'commit' && (after === undefined || (after !== null && !known.has(after)));
  const offer: LaneBook['offer'] = (tenure, offered) => {
    const { row, runAtMs = Number.NEGATIVE_INFINITY } = offered;
    if (!groups.knows(row.queue) || known.has(row.id)) return;
    const lane = laneOf(tenure, row, groups);
    if (lane.state === 'loading') lane.missed = true;
    if (lane.state === 'loading' || lane.more) return;
    if (leavesGap(offered) || lane.held.length >= limits.laneDepth || !hasRoom(lane.group))
      lane.more = true;
    else states.hold(lane, { work: row, runAtMs });
    if (lane.state === 'idle') states.next(lane);
  };
  return {
    offer,
    take: (group) => takeReady(group, states),
    finish(works) {
      for (const { id } of works) known.finish(id);
    },
    pass(lane, works) {
      const before = lane.held.length;
      lane.held = without(lane.held, works);
      states.count(lane, lane.held.length - before);
    },
    takeCold(max) {
      const lanes = groups.takeCold(max, hasRoom);
      for (const lane of lanes) {
        states.move(lane, 'loading');
        lane.missed = false;
      }
      return lanes;
    },
    ...memory(states),
    groups,
    known,
    figures: states.figures,
  };
};

const takeReady = (group: Group, states: LaneStates): Lane | undefined => {
  for (let lane = group.ready.take(); lane; lane = group.ready.take()) {
    if (lane.tenure.lost.signal.aborted || lane.tenure.draining) continue;
    states.move(lane, 'running');
    return lane;
  }
  return undefined;
};

type Memory = Pick<LaneBook, 'goOn' | 'reload' | 'rest' | 'loaded' | 'drop'>;

/** How rows in memory give way to those of the table, and come back from there. */
const memory = (states: LaneStates): Memory => ({
  goOn: states.next,
  reload(lane) {
    states.forgetRows(lane);
    lane.more = true;
    states.next(lane);
  },
  rest(lane, wakeAt) {
    if (lane.tenure.lost.signal.aborted) return;
    states.forgetRows(lane);
    lane.more = true;
    states.move(lane, 'resting');
    lane.wake = wakeAt(() => {
      lane.wake = null;
      states.next(lane);
    });
  },
  loaded(lane, { rows, all }) {
    if (lane.tenure.lost.signal.aborted) return;
    lane.more = !all || lane.missed;
    for (const row of rows) if (!states.known.has(row.work.id)) states.hold(lane, row);
    states.next(lane);
  },
  drop(tenure) {
    tenure.lost.abort();
    for (const lanes of tenure.lanes.values())
      for (const lane of lanes.values()) {
        lane.wake?.cancel();
        states.forgetRows(lane);
        states.move(lane, 'idle');
      }
    tenure.lanes.clear();
  },
});
