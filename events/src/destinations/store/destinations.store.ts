import type { Queryable } from '@tandem/kit';
import type { DestinationRecord, RunState, SecretReference } from '../destination.types.ts';

type Row = {
  readonly id: string;
  readonly org: string;
  readonly kind: string;
  readonly name: string;
  readonly settings: Record<string, unknown>;
  readonly secrets: Record<string, string>;
  readonly secretSources: Record<string, SecretReference>;
  readonly topics: string[];
  readonly topicsFrom: Record<string, string>;
  readonly envelope: string;
  readonly source: DestinationRecord['source'];
  readonly managed: boolean;
  readonly state: string;
  readonly version: number;
  readonly xid: string;
  readonly cursorId: number;
  readonly report: string;
  readonly reportCode: string | null;
  readonly reportReason: string | null;
  readonly reportSince: Date;
  readonly lastDeliveredAt: Date | null;
  readonly delivered: number;
  readonly failed: number;
  readonly expired: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

export const destinationColumns = `d.id, d.org, d.kind, d.name, d.settings, d.secrets,
  d.secret_sources as "secretSources", d.topics,
  d.topics_from as "topicsFrom", d.envelope, d.source, d.managed, d.state, d.version,
  d.cursor_xid::text as xid, d.cursor_id as "cursorId", d.report, d.report_code as "reportCode",
  d.report_reason as "reportReason", d.report_since as "reportSince", d.last_delivered_at as "lastDeliveredAt",
  d.delivered, d.failed, d.expired, d.created_at as "createdAt", d.modified_at as "modifiedAt"`;

export type DestinationRow = Row;

export const toDestination = (row: Row): DestinationRecord => {
  const { xid, cursorId, report, reportCode, reportReason, reportSince, ...rest } = row;
  return {
    ...rest,
    envelope: row.envelope as DestinationRecord['envelope'],
    state: row.state as RunState,
    cursor: { xid, id: cursorId },
    report: {
      state: row.state === 'paused' ? 'INACTIVE' : (report as 'ACTIVE' | 'ERROR'),
      ...{ code: reportCode, reason: reportReason, since: reportSince },
    },
  };
};

export const findDestination = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<DestinationRecord | null> => {
  const [row] = await db.query<Row>(
    `select ${destinationColumns} from destination d where d.org = $1 and d.id = $2`,
    [org, id],
  );
  return row ? toDestination(row) : null;
};

export const listDestinations = async (
  db: Queryable,
  org: string,
  page: { readonly size: number; readonly offset: number },
): Promise<{ readonly rows: readonly DestinationRecord[]; readonly total: number }> => {
  const rows = await db.query<Row>(
    `select ${destinationColumns} from destination d where d.org = $1
     order by d.created_at, d.id limit $2 offset $3`,
    [org, page.size, page.offset],
  );
  const [count] = await db.query<{ n: number }>(
    'select count(*) as n from destination where org = $1',
    [org],
  );
  return { rows: rows.map(toDestination), total: count?.n ?? 0 };
};

export type SavedDestination = Omit<
  DestinationRecord,
  'version' | 'topicsFrom' | 'report' | 'lastDeliveredAt' | 'delivered' | 'failed' | 'expired'
>;

const valuesOf = (destination: SavedDestination) => [
  ...[destination.id, destination.org, destination.kind, destination.name],
  ...[destination.settings, destination.secrets, destination.secretSources].map((value) =>
    JSON.stringify(value),
  ),
  ...[destination.topics, destination.envelope, JSON.stringify(destination.source)],
  ...[destination.managed, destination.state, destination.modifiedAt],
];

/** JSON object of topics with this moment's snapshot. @param from what gives their names as `t` */
const chosenNow = (from: string) =>
  `coalesce((select jsonb_object_agg(t, pg_current_snapshot()::text) from ${from}), '{}')`;

/** What topics are sent from when these are chosen: those that were there stay as they are, the others begin now. */
const topicsFrom = (
  chosen: string,
) => `${chosenNow(`unnest(${chosen}::text[]) t where not t = any (topics)`)}
  || coalesce((select jsonb_object_agg(t, topics_from -> t)
    from unnest(${chosen}::text[]) t where t = any (topics) and topics_from ? t), '{}')`;

/**
 * @param startsNow nothing is sent that was committed before
 * @returns false: another one of the organisation has the name.
 */
export const insertDestination = async (
  tx: Queryable,
  destination: SavedDestination,
  { startsNow = false }: { readonly startsNow?: boolean } = {},
): Promise<boolean> => {
  const rows = await tx.query(
    `insert into destination (id, org, kind, name, settings, secrets, secret_sources, topics, envelope, source, managed,
       state, modified_at, created_at, report_since, cursor_xid, cursor_id, topics_from)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $13, $14::xid8, $15,
       case when $16 then ${chosenNow('unnest($8::text[]) t')} else '{}' end)
     on conflict (org, lower(name)) where not managed do nothing returning id`,
    [...valuesOf(destination), destination.cursor.xid, destination.cursor.id, startsNow],
  );
  return rows.length === 1;
};

/** Changes what is configured; the cursor stays. @returns why not, or done */
export const updateDestination = async (
  tx: Queryable,
  destination: SavedDestination,
  version: number | null,
): Promise<'done' | 'nameTaken' | 'stale'> => {
  const [taken] = await tx.query<{ taken: boolean }>(
    `select exists (select from destination o
       where o.org = $2 and not o.managed and not $3 and lower(o.name) = lower($4) and o.id <> $1) as taken`,
    [destination.id, destination.org, destination.managed, destination.name],
  );
  if (taken?.taken) return 'nameTaken';
  const rows = await tx.query(
    `update destination set kind = $3, name = $4, settings = $5, secrets = $6, secret_sources = $7, topics = $8,
       topics_from = ${topicsFrom('$8')}, envelope = $9, source = $10, managed = $11, state = $12, modified_at = $13, version = version + 1
     where id = $1 and org = $2 and ($14::bigint is null or version = $14) returning id`,
    [...valuesOf(destination), version],
  );
  return rows.length === 1 ? 'done' : 'stale';
};

/** @returns whether there is one and it was in another state. */
export const setRunState = async (
  tx: Queryable,
  { id, org, state, at }: { id: string; org: string; state: RunState; at: Date },
): Promise<boolean> => {
  const rows = await tx.query(
    `update destination set state = $3, version = version + 1, modified_at = $4, report = 'ACTIVE', report_code = null,
       report_reason = null, report_since = $4
     where id = $1 and org = $2 and state <> $3 returning id`,
    [id, org, state, at],
  );
  return rows.length === 1;
};

export const setTopics = (
  tx: Queryable,
  { id, org, topics, at }: { id: string; org: string; topics: readonly string[]; at: Date },
): Promise<unknown> =>
  tx.query(
    `update destination set topics = $3, topics_from = ${topicsFrom('$3')}, version = version + 1, modified_at = $4 where id = $1 and org = $2`,
    [id, org, topics, at],
  );

/** @returns its name; null when there is none. */
export const removeDestination = async (
  tx: Queryable,
  org: string,
  id: string,
): Promise<string | null> => {
  const [row] = await tx.query<{ name: string }>(
    'delete from destination where org = $1 and id = $2 returning name',
    [org, id],
  );
  return row?.name ?? null;
};

/**
 * Whether somebody may still send as a destination was before: the holder of its lease has not seen this version
 * (`older`), or has never told what it has seen, as nodes of an older version of the program (`unknown`). A lease that
 * has run out holds nobody.
 */
export const holderOf = async (
  db: Queryable,
  id: string,
  version: number,
): Promise<'upToDate' | 'older' | 'unknown'> => {
  const [row] = await db.query<{ seen: number }>(
    `select seen_version as seen from destination
     where id = $1 and owner is not null and lease_until > clock_timestamp() and seen_version < $2`,
    [id, version],
  );
  if (!row) return 'upToDate';
  return row.seen === 0 ? 'unknown' : 'older';
};
