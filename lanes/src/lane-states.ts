import { createKnownIds, type KnownIds } from './known-ids.ts';
import type { Group, HeldWork, Lane } from './lane-book.types.ts';
import type { LaneGroups } from './lane-groups.ts';

/** The moves of one lane, and what is counted with them. */
export type LaneStates = {
  readonly known: KnownIds;
  readonly move: (lane: Lane, state: Lane['state']) => void;
  readonly hold: (lane: Lane, row: HeldWork) => void;
  /** Rows of the lane left or came. */
  readonly count: (lane: Lane, rows: number) => void;
  readonly forgetRows: (lane: Lane) => void;
  /** To ready, cold or forgotten, as its rows have it. */
  readonly next: (lane: Lane) => void;
  readonly inHand: () => number;
  readonly figures: () => {
    readonly inHand: number;
    readonly cold: number;
    readonly active: number;
  };
};

const isActive = ({ state }: Lane) => state !== 'idle' && state !== 'resting';
const isUnread = ({ state }: Lane) => state === 'cold' || state === 'loading';

/**
 * @param options.onReady a lane of the group became ready.
 * @param options.onCold cold lanes wait, or there is room for them again. Neither may run anything at once.
 */
export const createLaneStates = (options: {
  groups: LaneGroups;
  onReady: (group: Group) => void;
  onCold: () => void;
}): LaneStates => {
  const { groups, onReady, onCold } = options;
  const known = createKnownIds();
  let inHand = 0;
  let cold = 0;
  let active = 0;

  const count = (lane: Lane, rows: number) => {
    lane.group.inHand += rows;
    inHand += rows;
    if (rows < 0 && groups.hasCold()) onCold();
  };
  const move = (lane: Lane, state: Lane['state']) => {
    cold -= Number(isUnread(lane));
    active -= Number(isActive(lane));
    lane.state = state;
    cold += Number(isUnread(lane));
    active += Number(isActive(lane));
  };
  const makeReady = (lane: Lane, head: HeldWork) => {
    const group = groups.of(head.work);
    if (group !== lane.group) {
      lane.group.inHand -= lane.held.length;
      group.inHand += lane.held.length;
      lane.group = group;
    }
    move(lane, 'ready');
    group.ready.add(lane);
    onReady(group);
  };
  const makeCold = (lane: Lane) => {
    move(lane, 'cold');
    groups.addCold(lane);
    onCold();
  };
  return {
    known,
    move,
    count,
    hold(lane, row) {
      lane.held.push(row);
      known.hold(row.work.id);
      count(lane, 1);
    },
    forgetRows(lane) {
      for (const { work } of lane.held) known.letGo(work.id);
      count(lane, -lane.held.length);
      lane.held = [];
    },
    next(lane) {
      if (lane.tenure.lost.signal.aborted) return;
      const [head] = lane.held;
      if (head) return makeReady(lane, head);
      if (lane.more) return makeCold(lane);
      move(lane, 'idle');
      lane.tenure.lanes.get(lane.queue)?.delete(lane.lane);
    },
    inHand: () => inHand,
    figures: () => ({ inHand, cold, active }),
  };
};
