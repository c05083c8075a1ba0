import type { AuditNote, Principal } from '@tandem/contract';
import type { Clock, Database, Ids, Queryable } from '@tandem/kit';
import type { ExternalStore } from './external/index.ts';
import type { Sealer } from './sealing/index.ts';

/** What the vault asks about people and roles; an id of another organisation is not found. */
export type VaultDirectory = {
  /** Ids of the roles that a user or a client holds. */
  readonly rolesOf: (org: string, subject: string) => Promise<readonly string[]>;
  /** Names of active users by id. */
  readonly userNames: (org: string, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Names of users and clients by id. */
  readonly subjectNames: (
    org: string,
    ids: readonly string[],
  ) => Promise<ReadonlyMap<string, string>>;
  readonly roleNames: (org: string, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
};

/** Appends to the audit log in the transaction of the change. */
export type NoteAudit = (tx: Queryable, note: AuditNote) => Promise<void>;

/** Who does something; a handler's call is one. */
export type Acting = { readonly principal: Principal; readonly correlationId: string };

export type VaultParts = {
  /** A pool on the schema of the core services. */
  readonly db: Database;
  readonly sealer: Sealer;
  readonly directory: VaultDirectory;
  readonly audit: NoteAudit;
  /** Null: credentials keep their values here. */
  readonly external: ExternalStore | null;
  readonly ids: Ids;
  readonly clock: Clock;
};

export const actorOf = ({ userId, clientId }: Principal): AuditNote['actor'] =>
  userId ? { kind: 'user', id: userId } : { kind: 'client', id: clientId };
