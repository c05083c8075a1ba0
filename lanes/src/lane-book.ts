import { createFifo } from './fifo.ts';
import { createKnownIds, type KnownIds } from './known-ids.ts';
import type { Group, HeldWork, Lane, Tenure } from './lane-book.types.ts';
import type { CommittedWork, Work } from './lanes.types.ts';

/** What the book asks of a queue: where a piece of work takes its turn. */
export type Grouping = (work: Work) => string;

/**
 * The lanes of this node in memory. No I/O: rows are offered to it, runs take from it, a reader loads what it marks
 * as cold. Memory is bounded by rows in hand; of lanes beyond that only the key is kept.
 */
export type LaneBook = {
  /** A row that was committed or read by a scan of its partition. */
  readonly offer: (
    tenure: Tenure,
    row: CommittedWork,
    from: 'commit' | 'scan',
    runAtMs?: number,
  ) => void;
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
  /** Memory is dropped until `wakeAt` runs; then it is read anew. */
  readonly rest: (lane: Lane, wakeAt: (wake: () => void) => { cancel: () => void }) => void;
  /** Up to `max` cold lanes, fair over groups; they are `loading` afterwards. */
  readonly takeCold: (max: number) => Lane[];
  /** The answer of a load: the first rows of the lane; `all` when there were no more. */
  readonly loaded: (lane: Lane, rows: readonly HeldWork[], all: boolean) => void;
  /** Forgets everything of a partition. */
  readonly drop: (tenure: Tenure) => void;
  readonly groups: () => Iterable<Group>;
  /** Forgets groups that have nothing. */
  readonly prune: () => void;
  readonly known: KnownIds;
  readonly figures: () => {
    readonly inHand: number;
    readonly cold: number;
    readonly active: number;
  };
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

const createGroup = (queue: string, key: string): Group => ({
  queue,
  key,
  ready: createFifo(),
  cold: createFifo(),
  inHand: 0,
  inFlight: 0,
});

const isUnused = ({ ready, cold, inHand, inFlight }: Group) =>
  ready.size() === 0 && cold.size() === 0 && inHand === 0 && inFlight === 0;

/**
 * @param groupings by queue name; work of other queues is not touched.
 * @param onReady called when a lane of the group became ready; must not run anything at once.
 */
export const createLaneBook = (options: {
  groupings: ReadonlyMap<string, Grouping>;
  onReady: (group: Group) => void;
  onCold: () => void;
  limits?: BookLimits;
}): LaneBook => {
  const { groupings, onReady, onCold, limits = bookLimits } = options;
  const groups = new Map<string, Map<string, Group>>();
  const coldGroups = createFifo<Group>();
  const known = createKnownIds();
  let inHand = 0;
  let cold = 0;
  let active = 0;

  const groupFor = (work: Work): Group => {
    const key = groupings.get(work.queue)?.(work) ?? '';
    let ofQueue = groups.get(work.queue);
    if (!ofQueue) groups.set(work.queue, (ofQueue = new Map()));
    let group = ofQueue.get(key);
    if (!group) {
      group = createGroup(work.queue, key);
      ofQueue.set(key, group);
    }
    return group;
  };
  const isFull = (group: Group) =>
    group.inHand >= (inHand >= limits.totalDepth ? limits.crowdedDepth : limits.groupDepth);
  const count = (lane: Lane, rows: number) => {
    lane.group.inHand += rows;
    inHand += rows;
    // Room again for lanes that could not be loaded.
    if (rows < 0 && coldGroups.size() > 0) onCold();
  };
  const isActive = ({ state }: Lane) => state !== 'idle' && state !== 'resting';
  const move = (lane: Lane, state: Lane['state']) => {
    if (lane.state === 'cold' || lane.state === 'loading') cold -= 1;
    if (isActive(lane)) active -= 1;
    lane.state = state;
    if (lane.state === 'cold' || lane.state === 'loading') cold += 1;
    if (isActive(lane)) active += 1;
  };
  const regroup = (lane: Lane, work: Work) => {
    const group = groupFor(work);
    if (group === lane.group) return;
    lane.group.inHand -= lane.held.length;
    group.inHand += lane.held.length;
    lane.group = group;
  };
  const makeReady = (lane: Lane) => {
    regroup(lane, (lane.held[0] as HeldWork).work);
    move(lane, 'ready');
    lane.group.ready.add(lane);
    onReady(lane.group);
  };
  const makeCold = (lane: Lane) => {
    move(lane, 'cold');
    if (lane.group.cold.size() === 0) coldGroups.add(lane.group);
    lane.group.cold.add(lane);
    onCold();
  };
  const laneOf = (tenure: Tenure, work: Work): Lane => {
    let lanes = tenure.lanes.get(work.queue);
    if (!lanes) tenure.lanes.set(work.queue, (lanes = new Map()));
    let lane = lanes.get(work.lane);
    if (!lane) {
      lane = {
        lane: work.lane,
        tenure,
        queue: work.queue,
        group: groupFor(work),
        held: [],
        more: false,
        missed: false,
        state: 'idle',
        wake: null,
      };
      lanes.set(work.lane, lane);
    }
    return lane;
  };
  const hold = (lane: Lane, row: HeldWork) => {
    lane.held.push(row);
    known.hold(row.work.id);
    count(lane, 1);
  };
  const forgetRows = (lane: Lane) => {
    for (const { work } of lane.held) known.letGo(work.id);
    count(lane, -lane.held.length);
    lane.held = [];
  };
  const settleState = (lane: Lane) => {
    if (lane.tenure.lost.signal.aborted) return;
    if (lane.held.length > 0) return makeReady(lane);
    if (lane.more) return makeCold(lane);
    move(lane, 'idle');
    lane.tenure.lanes.get(lane.queue)?.delete(lane.lane);
  };
  const reload = (lane: Lane) => {
    forgetRows(lane);
    lane.more = true;
    settleState(lane);
  };

  return {
    offer(tenure, row, from, runAtMs = Number.NEGATIVE_INFINITY) {
      if (!groupings.has(row.queue) || known.has(row.id)) return;
      const lane = laneOf(tenure, row);
      if (lane.state === 'loading') lane.missed = true;
      if (lane.state === 'loading' || lane.more) return;
      const { after } = row;
      const gap =
        from === 'commit' && (after === undefined || (after !== null && !known.has(after)));
      if (gap || lane.held.length >= limits.laneDepth || isFull(lane.group)) lane.more = true;
      else hold(lane, { work: row, runAtMs });
      if (lane.state === 'idle') settleState(lane);
    },
    take(group) {
      for (let lane = group.ready.take(); lane; lane = group.ready.take()) {
        if (lane.tenure.lost.signal.aborted || lane.tenure.draining) continue;
        move(lane, 'running');
        return lane;
      }
      return undefined;
    },
    finish(works) {
      for (const { id } of works) known.finish(id);
    },
    pass(lane, works) {
      const before = lane.held.length;
      if (works.length === 1 && lane.held[0]?.work === works[0]) lane.held.shift();
      else {
        const passed = new Set(works);
        lane.held = lane.held.filter(({ work }) => !passed.has(work));
      }
      count(lane, lane.held.length - before);
    },
    goOn: settleState,
    reload,
    rest(lane, wakeAt) {
      if (lane.tenure.lost.signal.aborted) return;
      forgetRows(lane);
      lane.more = true;
      move(lane, 'resting');
      lane.wake = wakeAt(() => {
        lane.wake = null;
        settleState(lane);
      });
    },
    takeCold(max) {
      const taken: Lane[] = [];
      let look = coldGroups.size();
      while (taken.length < max && look > 0) {
        look -= 1;
        const group = coldGroups.take() as Group;
        const lane = isFull(group) ? undefined : group.cold.take();
        if (lane && !lane.tenure.lost.signal.aborted && !lane.tenure.draining) {
          move(lane, 'loading');
          lane.missed = false;
          taken.push(lane);
        }
        if (group.cold.size() === 0) continue;
        coldGroups.add(group);
        if (lane) look += 1;
      }
      return taken;
    },
    loaded(lane, rows, all) {
      if (lane.tenure.lost.signal.aborted) return;
      lane.more = !all || lane.missed;
      for (const row of rows) if (!known.has(row.work.id)) hold(lane, row);
      settleState(lane);
    },
    drop(tenure) {
      tenure.lost.abort();
      for (const lanes of tenure.lanes.values())
        for (const lane of lanes.values()) {
          lane.wake?.cancel();
          forgetRows(lane);
          move(lane, 'idle');
        }
      tenure.lanes.clear();
    },
    *groups() {
      for (const ofQueue of groups.values()) yield* ofQueue.values();
    },
    prune() {
      for (const ofQueue of groups.values())
        for (const [key, group] of ofQueue) if (isUnused(group)) ofQueue.delete(key);
    },
    known,
    figures: () => ({ inHand, cold, active }),
  };
};
