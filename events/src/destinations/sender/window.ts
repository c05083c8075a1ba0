import type { DestinationDriver, OutgoingEvent } from '../destination.model.ts';
import type { ParkedEvent } from '../destination.types.ts';
import type { EventPosition } from '../log.ts';

/** An event in hand, from when it is read to when what became of it is stored. */
export type Entry = {
  readonly stream: string;
  readonly event: OutgoingEvent;
  readonly size: number;
  /** The place in the log before the event it comes from: where the cursor stands while it is not settled. */
  readonly before: EventPosition | null;
  /** Set when it comes from the parked ones. */
  readonly parked: ParkedEvent | null;
  settled: boolean;
  /** Calls with it that the destination as a whole did not answer. */
  unanswered: number;
  /** How many events the destination had taken when that began. */
  takenBefore: number;
};

type Lane = { readonly id: string; readonly entries: Entry[]; sending: number };
type Stream = { readonly entries: Entry[]; end: EventPosition };

export const laneId = (stream: string, key: string): string => `${stream}\u0000${key}`;
const laneOf = (entry: Entry): string => laneId(entry.stream, entry.event.key);

export type NewEntry = Pick<Entry, 'event' | 'size'> & {
  readonly before: EventPosition;
  /** Known to be settled from before: it only holds its place. */
  readonly done: boolean;
};
type Limits = DestinationDriver['limits'];

/**
 * The events in hand of one destination: first in, first out within a lane (stream and key), lanes side by side. A
 * value in memory, without any I/O.
 */
export const createWindow = () => {
  const lanes = new Map<string, Lane>();
  /** Lanes whose first event may be sent; those that were put back come first. */
  const again = new Set<string>();
  const ready = new Set<string>();
  const streams = new Map<string, Stream>();
  let unsettled = 0;

  const wake = (lane: Lane, first = false) => {
    if (lane.sending === 0 && lane.entries.length > 0) (first ? again : ready).add(lane.id);
  };
  const drop = (lane: Lane) => {
    ready.delete(lane.id);
    again.delete(lane.id);
    if (lane.entries.length === 0) lanes.delete(lane.id);
  };
  const laneFor = (id: string): Lane => {
    const found = lanes.get(id);
    if (found) return found;
    const made = { id, entries: [], sending: 0 };
    lanes.set(id, made);
    return made;
  };
  const push = (entry: Entry) => {
    const lane = laneFor(laneOf(entry));
    lane.entries.push(entry);
    unsettled += 1;
    wake(lane);
  };
  const settle = (entry: Entry) => {
    entry.settled = true;
    unsettled -= 1;
  };
  /** Takes what fits from the front of a lane. */
  const take = (lane: Lane, limits: Limits, call: Entry[], bytes: number): number => {
    const most = limits.wholeCalls ? lane.entries.length : 1;
    let sum = bytes;
    for (const entry of lane.entries.slice(0, most)) {
      if (call.length >= limits.events) break;
      if (call.length > 0 && sum + entry.size > limits.bytes) break;
      call.push(entry);
      lane.sending += 1;
      sum += entry.size;
    }
    return sum;
  };

  return {
    /** Opens a stream at the position up to which it was read. */
    open(stream: string, end: EventPosition) {
      streams.set(stream, { entries: [], end });
    },
    close: (stream: string) => void streams.delete(stream),
    streams: () => [...streams.keys()],
    /** Takes in what was read up to `end`; entries that are not to be sent are left out by the caller. */
    add(stream: string, entries: readonly NewEntry[], end: EventPosition) {
      const known = streams.get(stream);
      if (!known) return;
      known.end = end;
      for (const { done, ...one } of entries) {
        const entry: Entry = {
          ...one,
          ...{ stream, parked: null, settled: done, unanswered: 0, takenBefore: 0 },
        };
        known.entries.push(entry);
        if (!done) push(entry);
      }
    },
    addParked(parked: readonly ParkedEvent[], sizeOf: (event: OutgoingEvent) => number) {
      for (const one of parked) {
        const { event, stream } = one;
        push({
          ...{ event, stream, size: sizeOf(event), parked: one, before: null },
          ...{ settled: false, unanswered: 0, takenBefore: 0 },
        });
      }
    },
    /** The next call within the limits, or null. Its lanes rest until every one of its events is told what became of it. */
    next(limits: Limits): readonly Entry[] | null {
      const call: Entry[] = [];
      let bytes = 0;
      for (const waiting of [again, ready])
        for (const id of waiting) {
          if (call.length >= limits.events) break;
          const lane = lanes.get(id);
          const before = call.length;
          if (lane) bytes = take(lane, limits, call, bytes);
          if (!lane || call.length > before) waiting.delete(id);
        }
      return call.length > 0 ? call : null;
    },
    /** Done with: delivered or dead. */
    settle(entry: Entry) {
      const lane = laneFor(laneOf(entry));
      lane.entries.splice(lane.entries.indexOf(entry), 1);
      lane.sending -= 1;
      settle(entry);
      wake(lane);
      if (lane.entries.length === 0) drop(lane);
    },
    /** Was not sent after all: first in its lane again, which is next, unless it was put back before. */
    putBack(entry: Entry) {
      const lane = laneFor(laneOf(entry));
      lane.sending -= 1;
      wake(lane, entry.unanswered < 2);
    },
    /** Empties the lane of an event that is in a call. @returns it and what stood behind it, in order. */
    takeLane(entry: Entry): readonly Entry[] {
      const lane = laneFor(laneOf(entry));
      const from = lane.entries.indexOf(entry);
      const taken = lane.entries.splice(from);
      // With whole calls, those behind it that are in the same call are told of with it.
      lane.sending = 0;
      for (const one of taken) settle(one);
      wake(lane);
      if (lane.entries.length === 0) drop(lane);
      return taken;
    },
    /** Up to where everything of a stream is settled. What lies behind is forgotten. */
    cursorOf(stream: string): EventPosition | null {
      const known = streams.get(stream);
      if (!known) return null;
      const first = known.entries.findIndex(({ settled }) => !settled);
      if (first < 0) {
        known.entries.length = 0;
        return known.end;
      }
      known.entries.splice(0, first);
      return known.entries[0]?.before ?? known.end;
    },
    endOf: (stream: string): EventPosition | null => streams.get(stream)?.end ?? null,
    /** Settled events behind the cursor. */
    doneAhead: (stream: string): readonly string[] =>
      (streams.get(stream)?.entries ?? [])
        .filter(({ settled }) => settled)
        .map(({ event }) => event.id),
    unsettled: () => unsettled,
    unsettledOf: (stream: string) =>
      (streams.get(stream)?.entries ?? []).some(({ settled }) => !settled),
    held: () => [...streams.values()].reduce((sum, { entries }) => sum + entries.length, 0),
    hasReady: () => ready.size + again.size > 0,
  };
};

export type Window = ReturnType<typeof createWindow>;
