import { createFifo } from './fifo.ts';
import type { Group, Lane } from './lane-book.types.ts';
import type { Work } from './lanes.types.ts';

/** What the book asks of a queue: where a piece of work takes its turn. */
export type Grouping = (work: Work) => string;

export type LaneGroups = {
  readonly knows: (queue: string) => boolean;
  readonly of: (work: Work) => Group;
  readonly all: () => Iterable<Group>;
  /** Forgets groups that have nothing. */
  readonly prune: () => void;
  readonly addCold: (lane: Lane) => void;
  readonly hasCold: () => boolean;
  /** Up to `max` cold lanes of groups that have room, one from each group in turn. */
  readonly takeCold: (max: number, hasRoom: (group: Group) => boolean) => Lane[];
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

const isAlive = ({ tenure }: Lane) => !tenure.lost.signal.aborted && !tenure.draining;

/** @param groupings by queue name; work of other queues is not this node's. */
export const createLaneGroups = (groupings: ReadonlyMap<string, Grouping>): LaneGroups => {
  const byQueue = new Map([...groupings.keys()].map((queue) => [queue, new Map<string, Group>()]));
  const coldGroups = createFifo<Group>();
  const of = (work: Work): Group => {
    const key = groupings.get(work.queue)?.(work) ?? '';
    const ofQueue = byQueue.get(work.queue);
    const known = ofQueue?.get(key);
    if (known) return known;
    const group = createGroup(work.queue, key);
    ofQueue?.set(key, group);
    return group;
  };
  return {
    knows: (queue) => byQueue.has(queue),
    of,
    *all() {
      for (const ofQueue of byQueue.values()) yield* ofQueue.values();
    },
    prune() {
      for (const ofQueue of byQueue.values())
        for (const [key, group] of ofQueue) if (isUnused(group)) ofQueue.delete(key);
    },
    addCold(lane) {
      if (lane.group.cold.size() === 0) coldGroups.add(lane.group);
      lane.group.cold.add(lane);
    },
    hasCold: () => coldGroups.size() > 0,
    takeCold(max, hasRoom) {
      const taken: Lane[] = [];
      // Ends when every group was asked once without giving a lane.
      for (let asks = coldGroups.size(); asks > 0 && taken.length < max; asks -= 1) {
        const group = coldGroups.take() as Group;
        const lane = hasRoom(group) ? group.cold.take() : undefined;
        if (lane && isAlive(lane)) taken.push(lane);
        if (group.cold.size() === 0) continue;
        coldGroups.add(group);
        if (lane) asks += 1;
      }
      return taken;
    },
  };
};
