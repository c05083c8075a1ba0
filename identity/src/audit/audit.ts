import type { Principal } from '@tandem/contract';
import type { Clock, Ids, Queryable } from '@tandem/kit';

export type Actor = { readonly kind: 'user' | 'client' | 'system'; readonly id: string | null };

/** One administrative act. Values of `changes` are shown to administrators: never put a secret there. */
export type AuditEntry = {
  readonly org: string;
  readonly actor: Actor;
  readonly action: string;
  readonly entity: { readonly type: string; readonly id?: string; readonly name?: string };
  readonly changes?: Readonly<Record<string, { readonly from?: unknown; readonly to?: unknown }>>;
  readonly correlationId?: string;
};

/** An entry that another package keeps under an id of its own until it is stored here. */
export type KeptAuditEntry = AuditEntry & { readonly id?: string; readonly at?: Date };

/** Appends an entry in the transaction of the change that it tells of. */
export type Audit = (tx: Queryable, entry: KeptAuditEntry) => Promise<void>;

export const systemActor: Actor = { kind: 'system', id: null };

export const actorOf = ({ userId, clientId }: Principal): Actor =>
  userId ? { kind: 'user', id: userId } : { kind: 'client', id: clientId };

const insert = `insert into audit_log
  (org, id, at, actor_kind, actor_id, action, entity_type, entity_id, entity_name, changes, correlation_id,
   stored_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  on conflict do nothing`;

export const createAudit =
  ({ ids, clock }: { readonly ids: Ids; readonly clock: Clock }): Audit =>
  async (tx, entry) => {
    const now = clock.now();
    await tx.query(insert, [
      entry.org,
      entry.id ?? ids.uuid(),
      entry.at ?? now,
      entry.actor.kind,
      entry.actor.id,
      entry.action,
      entry.entity.type,
      entry.entity.id ?? null,
      entry.entity.name ?? null,
      JSON.stringify(entry.changes ?? {}),
      entry.correlationId ?? null,
      now,
    ]);
  };
