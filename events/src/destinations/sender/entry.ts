import type { OutgoingEvent } from '../destination.model.ts';
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
  /** It may be what keeps a call from being answered: nothing travels with it. */
  alone: boolean;
};

export const laneId = (stream: string, key: string): string => `${stream}\u0000${key}`;

export const laneOf = ({ stream, event }: Entry): string => laneId(stream, event.key);

export const newEntry = (
  given: Pick<Entry, 'stream' | 'event' | 'size' | 'before' | 'parked' | 'settled'> &
    Partial<Pick<Entry, 'alone'>>,
): Entry => ({ unanswered: 0, takenBefore: 0, alone: false, ...given });

/** It was tried before and not taken. */
export const isTried = ({ parked, unanswered }: Entry): boolean =>
  parked !== null || unanswered > 0;
