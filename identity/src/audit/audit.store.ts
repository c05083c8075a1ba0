import type { Queryable } from '@tandem/kit';
import type { Actor, AuditEntry } from './audit.ts';

export type AuditRow = {
  readonly id: string;
  readonly at: Date;
  readonly actorKind: Actor['kind'];
  readonly actorId: string | null;
  readonly actorName: string | null;
  readonly action: string;
  readonly entityType: string;
  readonly entityId: string | null;
  readonly entityName: string | null;
  readonly changes: NonNullable<AuditEntry['changes']>;
  readonly correlationId: string | null;
};

/** Where an entry stands in the log; entries of one moment are ordered by id. */
export type AuditPosition = Pick<AuditRow, 'id' | 'at'>;

export type AuditFilter = {
  readonly entityType?: string | undefined;
  readonly entityId?: string | undefined;
  readonly actorId?: string | undefined;
  /** Part of the action, of the entity's name or of the actor's name. */
  readonly search?: string | undefined;
  readonly entityTypes?: readonly string[] | undefined;
  readonly actorKind?: Actor['kind'] | undefined;
  readonly action?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Only what had reached the log at this moment. */
  readonly storedBy?: Date | undefined;
  /** Only what comes after this entry in the order asked for. */
  readonly after?: AuditPosition | undefined;
  /** The oldest first. */
  readonly ascending?: boolean | undefined;
  readonly limit: number;
  readonly offset: number;
};

/** An entry with the names of who acted and of what, as far as they are known. */
const selection = `l.id, l.at, l.actor_kind as "actorKind", l.actor_id as "actorId",
    coalesce(u.name, c.name, (select d.entity_name from audit_log d
      where d.org = l.org and d.entity_type = 'oauthClient' and d.entity_id = l.actor_id::text
        and d.entity_name is not null order by d.at desc limit 1)) as "actorName",
    l.action, l.entity_type as "entityType", l.entity_id as "entityId",
    coalesce(l.entity_name, (select e.name from app_user e
      where l.entity_type = 'user' and e.org = l.org and e.id::text = l.entity_id)) as "entityName",
    l.changes,
    l.correlation_id as "correlationId"`;

const source = `from audit_log l
  left join app_user u on u.org = l.org and u.id = l.actor_id
  left join oauth_client c on c.org = l.org and c.id = l.actor_id`;

const list = (order: 'asc' | 'desc') => `select ${selection}, count(*) over () as total
  ${source}
  where l.org = $1 and ($2::text is null or l.entity_type = $2)
    and ($3::text is null or l.entity_id = $3) and ($4::text is null or l.actor_id::text = $4)
    and ($5::text is null or concat_ws(' ', l.action, l.entity_name, u.name, c.name) ilike $5)
    and ($6::timestamptz is null or l.at >= $6)
    and ($7::timestamptz is null or l.at < $7)
    and ($10::text[] is null or l.entity_type = any ($10)) and ($11::text is null or l.actor_kind = $11)
    and ($12::text is null or l.action = $12)
    and ($13::timestamptz is null or coalesce(l.stored_at, l.at) <= $13)
    and ($14::timestamptz is null or l.at ${order === 'asc' ? '>' : '<'} $14 or (l.at = $14 and l.id > $15::uuid))
  order by l.at ${order}, l.id limit $8 offset $9`;

/** The newest first. */
export const listAudit = async (db: Queryable, org: string, filter: AuditFilter) => {
  const rows = await db.query<AuditRow & { total: number }>(
    list(filter.ascending ? 'asc' : 'desc'),
    [
      org,
      filter.entityType ?? null,
      filter.entityId ?? null,
      filter.actorId ?? null,
      filter.search ? `%${filter.search.replaceAll(/[\\%_]/g, '\\$&')}%` : null,
      filter.from ?? null,
      filter.to ?? null,
      filter.limit,
      filter.offset,
      filter.entityTypes ?? null,
      filter.actorKind ?? null,
      filter.action ?? null,
      filter.storedBy ?? null,
      filter.after?.at ?? null,
      filter.after?.id ?? null,
    ],
  );
  return { rows: rows as AuditRow[], total: rows[0]?.total ?? 0 };
};

/** Place of an entry in the order in which the log got them; the transaction number is text, it has 64 bits. */
export type TrailPosition = { readonly xid: string; readonly id: string };

/** Entries behind a place, of every organisation; none is passed over, whatever is still open. */
export const followAudit = (
  db: Queryable,
  { after, limit }: { readonly after: TrailPosition; readonly limit: number },
): Promise<(AuditRow & { readonly org: string; readonly xid: string })[]> =>
  db.query(
    `select ${selection}, l.org, l.xid::text as xid ${source}
     where (l.xid, l.id) > ($1::xid8, $2::uuid) and l.xid < pg_snapshot_xmin(pg_current_snapshot())
     order by l.xid, l.id limit $3`,
    [after.xid, after.id, limit],
  );
