import type { EventPosition } from '../event-log.ts';
import type { OutgoingEvent } from './destination.model.ts';
import type { DestinationReport, EventSource } from './destination.port.ts';

export type Envelope = 'native' | 'cloudevents';
export type RunState = 'running' | 'paused';

/** A destination as it is kept. Secrets are sealed, or stand elsewhere. */
export type DestinationRecord = {
  readonly id: string;
  readonly org: string;
  readonly kind: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Base64 of what the vault sealed, by setting. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly secretSources: Readonly<Record<string, SecretReference>>;
  readonly topics: readonly string[];
  /** When topics were chosen, as the text of a `pg_snapshot`: what was committed by then is not sent for them. */
  readonly topicsFrom: Readonly<Record<string, string>>;
  readonly envelope: Envelope;
  readonly source: EventSource;
  readonly managed: boolean;
  readonly state: RunState;
  readonly version: number;
  readonly cursor: EventPosition;
  readonly report: DestinationReport;
  readonly lastDeliveredAt: Date | null;
  readonly delivered: number;
  readonly failed: number;
  /** Dead letters that went by their age before anybody sent them again. */
  readonly expired: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

export type SecretReference =
  | { readonly kind: 'credential'; readonly credential: string; readonly attribute: string }
  | { readonly kind: 'variable'; readonly name: string };

/** What is sealed for one setting of one destination opens nowhere else. */
export const destinationSecretContext = (id: string, setting: string): string =>
  `destination:${id}:${setting}`;

/** The right to send for a destination: valid while nobody has taken a higher epoch. */
export type Lease = {
  readonly destination: string;
  readonly owner: string;
  readonly epoch: number;
};

/** What is new has no name; a replay and a redriven event go their own way beside it. */
export const liveStream = '';

/** First in, first out within these two. */
export type Lane = { readonly stream: string; readonly key: string };

export type ParkedEvent = {
  readonly stream: string;
  readonly event: OutgoingEvent;
  readonly firstAt: Date;
  readonly attempts: number;
  readonly nextAt: Date;
  readonly code: string | null;
  readonly reason: string | null;
};

/** The first parked event of a key, and how many stand there. */
export type ParkedHead = Lane &
  Pick<ParkedEvent, 'firstAt' | 'attempts' | 'nextAt'> & { readonly count: number };

export type DeadLetter = {
  readonly stream: string;
  readonly event: OutgoingEvent;
  readonly code: string;
  readonly reason: string;
  readonly attempts: number;
  readonly diedAt: Date;
};

export type CallResult = 'delivered' | 'partial' | 'retry' | 'refused' | 'unavailable' | 'denied';

/** One event of a call, as the delivery log tells it. */
export type CalledEvent = {
  readonly id: string;
  readonly topicName: string;
  readonly position: EventPosition;
  readonly attempt: number;
  readonly result: CallResult;
  readonly code?: string;
  readonly remoteId?: string;
  /** Why it was sent beside what is new. */
  readonly stream?: string;
};

/** One call of a destination in the delivery log. */
export type CallRecord = {
  readonly id: string;
  readonly at: Date;
  readonly durationMs: number;
  readonly result: CallResult;
  readonly code: string | null;
  readonly reason: string | null;
  readonly events: readonly CalledEvent[];
};

/** A part of the log that is sent once more. */
export type Replay = {
  readonly id: string;
  readonly from: EventPosition;
  readonly cursor: EventPosition;
  /** The last position that belongs to it. */
  readonly until: EventPosition;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
};
