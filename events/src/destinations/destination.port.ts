import type { StoredSecretSource } from '@tandem/contract';
import type { Transaction } from '@tandem/kit';
import type { EventPosition } from '../event-log.ts';

/** Whom events come from, as the envelope says it. */
export type EventSource = {
  /** Full name of the (partner) event source. */
  readonly name: string;
  /** Twelve digits, a text: it may begin with zeros. Empty where there is none. */
  readonly account: string;
  /** Empty where there is none. */
  readonly region: string;
};

/** Where a new destination begins to read. */
export type StartPosition =
  | { readonly kind: 'now' }
  | { readonly kind: 'earliest' }
  | { readonly kind: 'position'; readonly position: EventPosition }
  | { readonly kind: 'time'; readonly at: Date };

/** What one that is made by another slice is told; the slice has checked who may do so. */
export type PutDestination = {
  readonly id: string;
  readonly org: string;
  /** Name of a registered driver. */
  readonly kind: string;
  readonly name: string;
  /** As the driver declares them; checked. Without secrets. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** As they are to be stored, by setting: a caller that keeps them has sealed them for `destination:<id>:<setting>`. Left out: as they are. */
  readonly secrets?: Readonly<Record<string, StoredSecretSource>>;
  /** Templates with `{id}`. Empty: nothing is sent and the cursor moves on. */
  readonly topics: readonly string[];
  readonly source: EventSource;
  readonly envelope?: 'native' | 'cloudevents';
  /** Counts when the destination is new; default now. */
  readonly start?: StartPosition;
};

/** What a destination says of itself. */
export type DestinationReport = {
  readonly state: 'ACTIVE' | 'ERROR' | 'INACTIVE';
  readonly code: string | null;
  /** For people; never holds a secret. */
  readonly reason: string | null;
  readonly since: Date;
};

/** What other slices do with destinations, in the transaction of their own change. */
export type DestinationPort = {
  /** Makes the destination (paused) or changes it; the state stays. @throws destinationErrors.unknownKind, settingMissing, settingInvalid (400) */
  readonly put: (destination: PutDestination, tx: Transaction) => Promise<void>;
  /** Nothing is lost while paused: the cursor stays. An unknown id is passed over. */
  readonly setState: (
    id: string,
    org: string,
    state: 'running' | 'paused',
    tx: Transaction,
  ) => Promise<void>;
  readonly setTopics: (
    id: string,
    org: string,
    topics: readonly string[],
    tx: Transaction,
  ) => Promise<void>;
  readonly remove: (id: string, org: string, tx: Transaction) => Promise<void>;
  /**
   * Resolves when nothing is sent any more as a destination was before its last change. Awaited after the commit of
   * the change, before it is answered.
   */
  readonly settled: (id: string) => Promise<void>;
  /** Null: there is none. */
  readonly reported: (id: string, org: string) => Promise<DestinationReport | null>;
  /** Called on this node after the report of a destination changed. @returns ends it. */
  readonly onReported: (
    hear: (id: string, org: string, report: DestinationReport) => void,
  ) => () => void;
};
