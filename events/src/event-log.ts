import type { Queryable } from '@tandem/kit';

/**
 * Where an event stands in the log. Readers go by the pair, and stay below the oldest transaction that is still
 * open: an id is taken before its transaction commits, so a reader that went by ids alone would pass over events.
 * The transaction number is text, since it has 64 bits.
 */
export type EventPosition = { readonly xid: string; readonly id: number };

export const eventLogStart: EventPosition = { xid: '0', id: 0 };

export type NewEvent<Data = unknown> = {
  readonly org: string;
  readonly type: string;
  /** What the event is about; events of one key are read in the order in which they happened. */
  readonly key: string;
  readonly data: Data;
  readonly correlationId?: string | null;
};

export type StoredEvent<Data = unknown> = {
  readonly position: EventPosition;
  readonly org: string;
  readonly type: string;
  readonly key: string;
  readonly data: Data;
  readonly correlationId: string | null;
  readonly at: Date;
};

type EventRow = Omit<StoredEvent, 'position'> & { readonly xid: string; readonly id: number };

const fromRow = ({ xid, id, ...event }: EventRow): StoredEvent => ({
  position: { xid, id },
  ...event,
});

/**
 * Appends events in the given order. Order per key holds when every transaction takes the lock of the key
 * (`pg_advisory_xact_lock`) as a statement of its own before anything that writes.
 */
export const appendEvents = async (tx: Queryable, events: readonly NewEvent[]): Promise<void> => {
  if (events.length === 0) return;
  await tx.query(
    `insert into event_log (org, type, key, data, correlation_id)
     select e.org, e.type, e.key, e.data, e.correlation_id
     from unnest($1::uuid[], $2::text[], $3::text[], $4::json[], $5::text[])
       with ordinality e(org, type, key, data, correlation_id, n)
     order by e.n`,
    [
      events.map(({ org }) => org),
      events.map(({ type }) => type),
      events.map(({ key }) => key),
      events.map(({ data }) => JSON.stringify(data)),
      events.map(({ correlationId }) => correlationId ?? null),
    ],
  );
};

const eventColumns = `xid::text as xid, id, org, type, key, data, correlation_id as "correlationId", at`;

/** The events behind a position, oldest first; of one organisation when `org` is given. */
export const readEvents = async (options: {
  db: Queryable;
  after: EventPosition;
  limit: number;
  org?: string;
}): Promise<readonly StoredEvent[]> => {
  const { db, after, limit, org = null } = options;
  const rows = await db.call<EventRow>(
    'events_after',
    `select ${eventColumns} from events_after($1, $2, $3, $4)`,
    [after.xid, after.id, org, limit],
  );
  return rows.map(fromRow);
};

/** The position behind everything that can be read now. */
export const endOfEvents = async (db: Queryable): Promise<EventPosition> => {
  const [row] = await db.query<{ xid: string }>(
    'select pg_snapshot_xmin(pg_current_snapshot())::text as xid',
  );
  return { xid: row?.xid ?? eventLogStart.xid, id: 0 };
};

/** What the log holds behind a position, in one question for whoever reads for several organisations. */
export type EventNews = {
  /** Which organisations have events there. */
  readonly orgs: ReadonlySet<string>;
  /** Up to here that is all. */
  readonly end: EventPosition;
  /** There may be more behind the end at once. */
  readonly more: boolean;
  /** Something committed cannot be read yet. */
  readonly heldBack: boolean;
};

type NewsRow = {
  readonly horizon: string;
  readonly found: number;
  readonly orgs: readonly string[] | null;
  readonly last_xid: string | null;
  readonly last_id: number | null;
  readonly held: boolean;
};

/** Tells whose events are behind a position. @param limit so many events are looked at */
export const eventNews = async (
  db: Queryable,
  { after, limit }: { readonly after: EventPosition; readonly limit: number },
): Promise<EventNews> => {
  const [row] = await db.query<NewsRow>(
    `with e as materialized (
       select n.xid, n.id, n.org from event_log n
       where (n.xid, n.id) > ($1::xid8, $2::bigint) and n.xid < pg_snapshot_xmin(pg_current_snapshot())
       order by n.xid, n.id limit $3)
     select pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
       (select count(*) from e) as found, (select array_agg(distinct e.org) from e) as orgs,
       (select e.xid::text from e order by e.xid desc, e.id desc limit 1) as last_xid,
       (select e.id from e order by e.xid desc, e.id desc limit 1) as last_id,
       coalesce((select l.xid >= pg_snapshot_xmin(pg_current_snapshot()) from event_log l
         order by l.xid desc, l.id desc limit 1), false) as held`,
    [after.xid, after.id, limit],
  );
  const { horizon = after.xid, found = 0, orgs, last_xid, last_id, held = false } = row ?? {};
  const more = found >= limit;
  const isPart = more && last_xid && last_id;
  const end = isPart ? { xid: last_xid, id: last_id } : { xid: horizon, id: 0 };
  return { orgs: new Set(orgs ?? []), end, more, heldBack: held };
};

/** Are there committed events that an open transaction holds back? They can be read when it has ended. */
export const eventsHeldBack = async (db: Queryable): Promise<boolean> => {
  const [row] = await db.call<{ held: boolean }>(
    'events_held_back',
    'select events_held_back() as held',
  );
  return row?.held ?? false;
};

/**
 * By how many transactions the log, or a place in it, is ahead of the database; 0 when all is well. A database that was
 * restored into a cluster of younger transactions holds places that come only much later, and until then nothing of the
 * log is read.
 */
export const transactionsAhead = async (db: Queryable): Promise<number> => {
  const [row] = await db.query<{ ahead: number }>(
    `select greatest(0, coalesce(greatest(
         (select e.xid from event_log e order by e.xid desc, e.id desc limit 1),
         (select d.cursor_xid from destination d order by d.cursor_xid desc limit 1))::text::numeric, 0)
       - pg_snapshot_xmax(pg_current_snapshot())::text::numeric)::float8 as ahead`,
  );
  return row?.ahead ?? 0;
};

/** How long the oldest open write transaction has held the readers back; 0 when there is none. For metrics. */
export const horizonAgeMs = async (db: Queryable): Promise<number> => {
  const [row] = await db.query<{ age: number | null }>(
    `select (extract(epoch from clock_timestamp() - min(xact_start)) * 1000)::float8 as age
     from pg_stat_activity where backend_xid is not null`,
  );
  return Math.max(0, row?.age ?? 0);
};
