import type { EventPosition } from '../log.ts';
import type { Entry } from './entry.ts';
import { comparePositions } from './reader.ts';

type Stream = { entries: Entry[]; end: EventPosition };

/** How far streams of the log are read, and settled. */
export const createStreams = () => {
  const streams = new Map<string, Stream>();
  const entriesOf = (stream: string) => streams.get(stream)?.entries ?? [];
  return {
    /** Opens a stream at the position up to which it was read. */
    open(stream: string, end: EventPosition) {
      streams.set(stream, { entries: [], end });
    },
    close: (stream: string) => void streams.delete(stream),
    add(stream: string, entries: readonly Entry[], end: EventPosition) {
      const known = streams.get(stream);
      if (!known) return;
      known.end = end;
      known.entries.push(...entries);
    },
    /** Nothing stands between where a stream is read and there. */
    moveEnd(stream: string, end: EventPosition) {
      const known = streams.get(stream);
      if (known && comparePositions(end, known.end) > 0) known.end = end;
    },
    /** Up to where everything of a stream is settled. What lies before that is forgotten. */
    cursorOf(stream: string): EventPosition | null {
      const known = streams.get(stream);
      if (!known) return null;
      const first = known.entries.findIndex(({ settled }) => !settled);
      known.entries = first < 0 ? [] : known.entries.slice(first);
      return known.entries[0]?.before ?? known.end;
    },
    /** Up to where a stream is read. */
    endOf: (stream: string): EventPosition | null => streams.get(stream)?.end ?? null,
    /** Settled events behind the cursor. */
    doneAhead: (stream: string): readonly string[] =>
      entriesOf(stream)
        .filter(({ settled }) => settled)
        .map(({ event }) => event.id),
    isSettled: (stream: string) => entriesOf(stream).every(({ settled }) => settled),
    held: () => [...streams.values()].reduce((sum, { entries }) => sum + entries.length, 0),
  };
};
