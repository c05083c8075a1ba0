import type { OutgoingEvent } from '../destination.model.ts';
import type { ParkedEvent } from '../destination.types.ts';
import type { EventPosition } from '../log.ts';
import { type Entry, newEntry } from './entry.ts';
import { createStreams } from './streams.ts';
import { createTurns } from './turns.ts';

export type NewEntry = Pick<Entry, 'event' | 'size'> & {
  readonly before: EventPosition;
  /** Known to be settled from before: it only holds its place. */
  readonly done: boolean;
};

/** The events in hand of one destination. A value in memory, without any I/O. */
export const createWindow = () => {
  const turns = createTurns();
  const { add, ...streams } = createStreams();
  return {
    ...streams,
    next: turns.next,
    hasReady: turns.hasReady,
    /** Takes in what was read up to `end`; entries that are not to be sent are left out by the caller. */
    add(stream: string, entries: readonly NewEntry[], end: EventPosition) {
      const made = entries.map(({ done, ...one }) =>
        newEntry({ ...one, stream, parked: null, settled: done }),
      );
      add(stream, made, end);
      for (const entry of made) if (!entry.settled) turns.push(entry);
    },
    /** @param how `alone`: nothing is to travel with them */
    addParked(
      parked: readonly ParkedEvent[],
      how: { readonly sizeOf: (event: OutgoingEvent) => number; readonly alone: boolean },
    ) {
      for (const one of parked) {
        const { event, stream } = one;
        const place = { event, stream, size: how.sizeOf(event), alone: how.alone };
        turns.push(newEntry({ ...place, parked: one, before: null, settled: false }));
      }
    },
    /** Done with: delivered or dead. */
    settle(entry: Entry) {
      entry.settled = true;
      turns.remove(entry);
    },
    /** Was not sent after all: first in its lane again. */
    putBack: turns.putBack,
    /** Empties the lane of an event that is in a call. @returns it and what stood behind it, in order. */
    takeLane(entry: Entry): readonly Entry[] {
      const taken = turns.takeLane(entry);
      for (const one of taken) one.settled = true;
      return taken;
    },
  };
};

export type Window = ReturnType<typeof createWindow>;
