import type { EventConnection, StoredSecretSource } from '@tandem/contract';
import type { Clock, Database, EgressGuard, HttpClient, Ids, Log } from '@tandem/kit';
import type { CommittedWork } from '@tandem/lanes';
import type { NoteAudit } from '../audit-outbox.ts';
import type { EventSecrets } from '../event-secrets.port.ts';
import type { PartnerSourceState } from './partner-sources.port.ts';

/** Queue of deliveries to targets, and queue of what a bus has to catch up with. */
export const busDeliveryQueue = 'bus-delivery';
export const busJobQueue = 'bus-job';

/** A source that nobody associates is gone after two weeks, as at AWS. */
export const pendingMs = 14 * 24 * 3_600_000;

export type { Acting as By } from '../event-secrets.port.ts';

export type BusDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly http: Pick<HttpClient, 'request'>;
  readonly guard: Pick<EgressGuard, 'resolve'>;
  readonly secrets: EventSecrets;
  readonly audit: NoteAudit;
  /** Lanes hear of work after its commit. */
  readonly committed: (work: readonly CommittedWork[]) => void;
};

export type SourceRecord = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly state: PartnerSourceState;
  readonly dropWhilePending: boolean;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
};

export type BusRecord = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly createdAt: Date;
  /** Null: no rule with a target has stood yet. */
  readonly openedAt: Date | null;
};

export type TargetRecord = {
  readonly id: string;
  readonly apiDestinationId: string;
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeInSeconds: number;
};

export type RuleRecord = {
  readonly id: string;
  readonly org: string;
  readonly bus: string;
  readonly name: string;
  readonly description: string;
  readonly pattern: string;
  readonly enabled: boolean;
  readonly targets: readonly TargetRecord[];
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

export type DestinationMethod = 'POST' | 'PUT' | 'PATCH' | 'GET' | 'HEAD' | 'OPTIONS' | 'DELETE';

export type ApiDestinationRecord = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly description: string;
  readonly url: string;
  readonly method: DestinationMethod;
  readonly rate: number;
  readonly connection: Omit<EventConnection, 'secret'>;
  readonly secret: StoredSecretSource | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

/** An event in the form in which AWS delivers it. */
export type Envelope = {
  readonly version: string;
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601 to the second. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  readonly 'replay-name'?: string;
};

export type NewBusEvent = {
  /** A UUID; one that the source has had is passed over. */
  readonly id: string;
  readonly key: string;
  readonly envelope: Envelope;
};

/** Binds a sealed secret to its API destination. */
export const secretContext = (apiDestinationId: string): string =>
  `api-destination/${apiDestinationId}/secret`;
