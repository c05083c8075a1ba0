import type { Queryable } from '@tandem/kit';
import type { StoredEvent } from '../log.ts';

/** Events are counted no further. */
export const mostCounted = 10_000;

export type Lag = {
  readonly events: number;
  /** When the oldest event came that waits, in the log or parked. */
  readonly oldest: Date | null;
  readonly parkedKeys: number;
  readonly parkedEvents: number;
  readonly deadLetters: number;
};

type Row = Lag & { readonly id: string };

/** Types of events that each topic may be made of. A topic that is not there is made of none. */
export type TypesOfTopics = Readonly<Record<string, readonly string[]>>;

/**
 * Count and oldest of what the log holds for a destination `d`: as `l` with `events` and `oldest`. An event counts when
 * it may bring a topic of the destination that was chosen before it; whether it does shows when it is rendered.
 * @param types parameter with {@link TypesOfTopics} as JSON; null: every event counts
 * @param most parameter: so many events are looked at
 * @param which condition: for other destinations nothing is counted
 */
const waiting = (types: string, most: string, which = 'true') => `cross join lateral (
       select count(*) as events, min(w.at) as oldest from (
         select e.at, e.type, e.xid from event_log e
         where ${which} and d.topics <> '{}' and e.org = d.org and (e.xid, e.id) > (d.cursor_xid, d.cursor_id)
         order by e.xid, e.id limit ${most}) w
       left join (
         select y.type, array_agg(d.topics_from ->> t.topic) as since
         from unnest(d.topics) as t (topic), json_array_elements_text(${types}::json -> t.topic) as y (type)
         group by y.type) k on k.type = w.type
       where ${types}::json is null or exists (
         select from unnest(k.since) s where s is null or not pg_visible_in_snapshot(w.xid, s::pg_snapshot))) l`;

/**
 * How far destinations of an organisation are behind: at most so many events of the log are still to be sent.
 * @param types null: not known
 */
export const lagsOf = async (
  db: Queryable,
  { org, ids, types }: { org: string; ids: readonly string[]; types: TypesOfTopics | null },
): Promise<ReadonlyMap<string, Lag>> => {
  const rows = await db.query<Row>(
    `select d.id, l.events, least(l.oldest, p.oldest) as oldest, p.keys as "parkedKeys", p.events as "parkedEvents",
       (select count(*) from destination_dead_letter x where x.destination = d.id and x.redriven_at is null)
         as "deadLetters"
     from destination d
     ${waiting('$4', '$3')}
     cross join lateral (
       select count(*) as events, count(distinct (k.stream, k.key)) as keys, min(k.first_at) as oldest
       from destination_parked k where k.destination = d.id) p
     where d.org = $1 and d.id = any ($2)`,
    [org, ids, mostCounted, types && JSON.stringify(types)],
  );
  return new Map(rows.map(({ id, ...lag }) => [id, lag]));
};

export type Totals = {
  readonly destinations: number;
  readonly failing: number;
  readonly lag: number;
  readonly oldestSeconds: number;
  readonly parkedKeys: number;
  readonly deadLetters: number;
  readonly delivered: number;
  readonly failed: number;
  readonly expired: number;
};

/** Sums over all organisations, for metrics. @param types null: not known */
export const destinationTotals = async (
  db: Queryable,
  types: TypesOfTopics | null,
): Promise<Totals> => {
  const [row] = await db.query<Totals>(
    `select count(*) as destinations, count(*) filter (where d.report = 'ERROR' and d.state = 'running') as failing,
       coalesce(sum(l.events), 0)::float8 as lag,
       coalesce(max(extract(epoch from clock_timestamp() - l.oldest)), 0)::float8 as "oldestSeconds",
       coalesce(sum(d.delivered), 0)::float8 as delivered, coalesce(sum(d.failed), 0)::float8 as failed,
       coalesce(sum(d.expired), 0)::float8 as expired,
       (select count(*) from (select distinct destination, stream, key from destination_parked) k) as "parkedKeys",
       (select count(*) from destination_dead_letter where redriven_at is null) as "deadLetters"
     from destination d
     ${waiting('$2', '$1', "d.state = 'running'")}`,
    [mostCounted, types && JSON.stringify(types)],
  );
  const none = { destinations: 0, failing: 0, lag: 0, oldestSeconds: 0 };
  return row ?? { ...none, parkedKeys: 0, deadLetters: 0, delivered: 0, failed: 0, expired: 0 };
};

export type TypeCount = { readonly type: string; readonly events: number };

/** Events of an organisation since a moment, by type. */
export const eventsByType = (
  db: Queryable,
  org: string,
  since: Date,
): Promise<readonly TypeCount[]> =>
  db.query<TypeCount>(
    'select e.type, count(*) as events from event_log e where e.org = $1 and e.at >= $2 group by e.type',
    [org, since],
  );

type SampledRow = Omit<StoredEvent, 'position'> & { readonly xid: string; readonly id: number };

/**
 * Some events of each type since a moment, spread over the time, in the order of the log.
 * @param most of each type
 */
export const sampleByType = async (
  db: Queryable,
  org: string,
  { since, most }: { readonly since: Date; readonly most: number },
): Promise<readonly StoredEvent[]> => {
  const rows = await db.query<SampledRow>(
    `select s.xid::text as xid, s.id, s.org, s.type, s.key, s.data, s.correlation_id as "correlationId", s.at
     from (
       select e.*, row_number() over (partition by e.type order by hashint8(e.id)) as n
       from event_log e where e.org = $1 and e.at >= $2) s
     where s.n <= $3 order by s.xid, s.id`,
    [org, since, most],
  );
  return rows.map(({ xid, id, ...event }) => ({ position: { xid, id }, ...event }));
};
