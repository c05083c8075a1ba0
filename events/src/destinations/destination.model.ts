import type { EventPosition, StoredEvent } from '../event-log.ts';

/** One topic of one event of the log, with the body that the wire knows. */
export type OutgoingEvent = {
  /** Made of the event's position and the topic's name: the same however often it is rendered. A UUID. */
  readonly id: string;
  readonly org: string;
  readonly position: EventPosition;
  /** Events of one key reach a destination first in, first out. */
  readonly key: string;
  /** The topic with `{id}` in place of its parameters: what destinations choose by. */
  readonly topic: string;
  readonly topicName: string;
  readonly eventBody: Readonly<Record<string, unknown>>;
  readonly correlationId: string | null;
  readonly at: Date;
  /** Set when it is sent once more on request: the id of the replay or redrive. */
  readonly replay?: string;
};

/** An event that cannot be rendered; the message is shown beside its dead letter. */
export class EventUnreadable extends Error {}

/**
 * Renders events of one organisation into the topics that are wanted, in the order of the log. What an event does not
 * hold itself is read for many events at once. Throws when one of them cannot be rendered.
 */
export type RenderEvents = (
  events: readonly StoredEvent[],
  wanted: ReadonlySet<string>,
) => Promise<readonly OutgoingEvent[]>;

/** What became of one event of a call. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly remoteId?: string }
  /** Worth trying again; `afterMs` when the other side said when. */
  | {
      readonly kind: 'retry';
      readonly code: string;
      readonly reason: string;
      readonly afterMs?: number;
    }
  /** This event may not be sent, others may: an operator has to act, it is tried again. */
  | { readonly kind: 'denied'; readonly code: string; readonly reason: string }
  /** Will never be taken as it is: goes to the dead letters. */
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string };

/** What became of a call. The reason never holds a secret, it is shown. */
export type SendResult =
  /** One outcome for each event, in order. */
  | { readonly kind: 'answered'; readonly outcomes: readonly Outcome[] }
  /** The destination as a whole did not answer or asked for rest: everything of the call again later. */
  | {
      readonly kind: 'unavailable';
      readonly code: string;
      readonly reason: string;
      readonly afterMs?: number;
    }
  /** The destination does not let us in: an operator has to act, events are kept meanwhile. */
  | { readonly kind: 'denied'; readonly code: string; readonly reason: string };

/** What became of making ready, or removing, what receives at the other side. The reason is shown. */
export type Preparation =
  | { readonly kind: 'done' }
  | Extract<SendResult, { readonly kind: 'unavailable' | 'denied' }>;

/** State of what receives at the other side, as far as it can be asked. */
export type RemoteState = {
  readonly state: 'active' | 'pending' | 'deleted' | 'unknown';
  /** Its name there, such as that of a partner event source or of a bus. */
  readonly name?: string;
  readonly reason?: string;
};

/** One opened destination. */
export type DestinationDriver = AsyncDisposable & {
  /** Most events and bytes of a call, and calls under way at once. */
  readonly limits: {
    readonly events: number;
    readonly bytes: number;
    readonly inFlight: number;
    /** A call is taken as a whole or not at all, in its order: it may hold several events of one key. */
    readonly wholeCalls?: boolean;
  };
  /** Largest event that is taken, in bytes as {@link DestinationDriver.sizeOf} counts them. */
  readonly largestEvent: number;
  readonly sizeOf: (event: OutgoingEvent) => number;
  /**
   * Sends events of different keys (of any keys with `wholeCalls`), never one of a key that is in another call. Ends by
   * itself in bounded time. Never throws.
   * @param withinMs the call has to be over by then: afterwards another node may send. Left out: the driver's own time.
   */
  readonly send: (events: readonly OutgoingEvent[], withinMs?: number) => Promise<SendResult>;
  readonly describe: () => Promise<RemoteState>;
  /** Makes what receives at the other side, where that is the sender's to make. What is there already stays. Never throws. */
  readonly prepare?: () => Promise<Preparation>;
  /** Removes what `prepare` has made; nothing happens where it is gone. Never throws. */
  readonly remove?: () => Promise<Preparation>;
};
