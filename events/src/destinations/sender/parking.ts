import type { ParkedHead } from '../destination.types.ts';
import { mostAskedMs } from './backoff.rules.ts';
import { laneId } from './entry.ts';

/** A key of which events are parked. */
export type ParkedLane = {
  readonly stream: string;
  readonly key: string;
  /** Stored events, with those whose storing is under way. */
  count: number;
  attempts: number;
  /** When the first of them is tried again, by the monotonic clock: the other one may be set back. */
  nextAt: number;
  /** Its events were taken in hand, and so many of them are still there. */
  inHand: number;
  /** It may not be sent as things are: somebody has to act. */
  denied: boolean;
  /** A call with its first event was not answered: nothing else travels with the next one. */
  alone: boolean;
  /** Number of the commit that has to be through before its events are read. */
  storedWith: number;
};

/** Which keys are stuck, in memory; the events themselves are rows. */
export const createParking = () => {
  const lanes = new Map<string, ParkedLane>();
  let events = 0;
  return {
    find: (stream: string, key: string) => lanes.get(laneId(stream, key)),
    has: (stream: string, key: string) => lanes.has(laneId(stream, key)),
    /** @param clocks milliseconds since 1970, and of the monotonic clock */
    load(head: ParkedHead, { now, monotonic }: { now: number; monotonic: number }) {
      const { stream, key, count, attempts } = head;
      events += count;
      const waits = Math.min(Math.max(0, head.nextAt.getTime() - now), mostAskedMs);
      lanes.set(laneId(stream, key), {
        ...{ stream, key, count, attempts, inHand: 0, denied: false, storedWith: 0 },
        ...{ alone: false, nextAt: monotonic + waits },
      });
    },
    /** More events of a key are parked; the lane begins with them if there is none. */
    add(
      lane: { stream: string; key: string; now: number },
      added: { count: number; commit: number },
    ) {
      const { stream, key, now } = lane;
      events += added.count;
      const known = lanes.get(laneId(stream, key));
      if (known) {
        known.count += added.count;
        known.storedWith = added.commit;
        return known;
      }
      const made: ParkedLane = {
        ...{ stream, key, count: added.count, attempts: 0, inHand: 0, denied: false, alone: false },
        ...{ nextAt: now, storedWith: added.commit },
      };
      lanes.set(laneId(stream, key), made);
      return made;
    },
    /** The first event of a lane is done with. */
    advance(lane: ParkedLane, { now, commit }: { now: number; commit: number }) {
      events -= 1;
      lane.count -= 1;
      lane.inHand -= 1;
      lane.attempts = 0;
      lane.denied = false;
      lane.alone = false;
      lane.nextAt = now;
      lane.storedWith = commit;
      if (lane.count <= 0) lanes.delete(laneId(lane.stream, lane.key));
    },
    /** Lanes whose events may be read and tried, those that wait longest first. */
    due(now: number, committed: number, most: number): readonly ParkedLane[] {
      return [...lanes.values()]
        .filter((lane) => lane.inHand === 0 && lane.nextAt <= now && lane.storedWith <= committed)
        .toSorted((a, b) => a.nextAt - b.nextAt)
        .slice(0, most);
    },
    nextAt: () =>
      [...lanes.values()].reduce(
        (first, { inHand, nextAt }) => (inHand === 0 ? Math.min(first, nextAt) : first),
        Number.POSITIVE_INFINITY,
      ),
    anyDenied: () => [...lanes.values()].some(({ denied }) => denied),
    hasStream: (name: string) => [...lanes.values()].some(({ stream }) => stream === name),
    streams: () => [...new Set([...lanes.values()].map(({ stream }) => stream))],
    /** Its events are gone. */
    forget(lane: ParkedLane) {
      events -= lane.count;
      lanes.delete(laneId(lane.stream, lane.key));
    },
    keys: () => lanes.size,
    events: () => events,
  };
};

export type Parking = ReturnType<typeof createParking>;
