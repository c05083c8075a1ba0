import type { Clock, Database, Ids, Log } from '@tandem/kit';
import type { NoteAudit } from '../vault.types.ts';
import type { GrantRecord } from './connections.model.ts';
import type { SeenConnection } from './connections.store.ts';
import type { OAuthClient } from './oauth-client.ts';
import type { ConnectionSeals } from './sealed-tokens.ts';

export type RenewalTimes = {
  /** A node that is silent for that long has lost the lease. */
  readonly leaseMs: number;
  /** How often somebody who waits for another node looks again. */
  readonly lookMs: number;
  /** How long somebody waits for another node, and for the database to take new tokens, at most. */
  readonly waitMs: number;
};

export const usualTimes: RenewalTimes = { leaseMs: 15_000, lookMs: 100, waitMs: 45_000 };

export type RenewalDeps = {
  readonly db: Database;
  readonly seals: ConnectionSeals;
  readonly oauth: OAuthClient;
  readonly audit: NoteAudit;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly times: RenewalTimes;
};

/** Which tokens somebody who asks for a renewal would take. */
export type Wanted = {
  /** Tokens of this version and below are refused, however long they would live; null: whatever is fresh. */
  readonly unlike: number | null;
  /** Somebody asked by hand: pauses after failures do not count. */
  readonly byHand?: boolean;
};

/** A renewal under the lease. `interrupted`: the one before was cut off. */
export type Attempt = {
  readonly seen: SeenConnection;
  readonly grant: GrantRecord;
  readonly owner: string;
  readonly interrupted: boolean;
};
