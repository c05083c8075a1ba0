import type { Queryable } from '@tandem/kit';

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

/** How far destinations of an organisation are behind. */
export const lagsOf = async (
  db: Queryable,
  org: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Lag>> => {
  const rows = await db.query<Row>(
    `select d.id, l.events, least(l.oldest, p.oldest) as oldest, p.keys as "parkedKeys", p.events as "parkedEvents",
       (select count(*) from destination_dead_letter x where x.destination = d.id and x.redriven_at is null)
         as "deadLetters"
     from destination d
     cross join lateral (
       select count(*) as events, min(w.at) as oldest from (
         select e.at from event_log e where e.org = d.org and (e.xid, e.id) > (d.cursor_xid, d.cursor_id)
         order by e.xid, e.id limit $3) w) l
     cross join lateral (
       select count(*) as events, count(distinct (k.stream, k.key)) as keys, min(k.first_at) as oldest
       from destination_parked k where k.destination = d.id) p
     where d.org = $1 and d.id = any ($2)`,
    [org, ids, mostCounted],
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
};

/** Sums over all organisations, for metrics. */
export const destinationTotals = async (db: Queryable): Promise<Totals> => {
  const [row] = await db.query<Totals>(
    `select count(*) as destinations, count(*) filter (where d.report = 'ERROR' and d.state = 'running') as failing,
       coalesce(sum(l.events), 0)::float8 as lag,
       coalesce(max(extract(epoch from clock_timestamp() - l.oldest)), 0)::float8 as "oldestSeconds",
       coalesce(sum(d.delivered), 0)::float8 as delivered, coalesce(sum(d.failed), 0)::float8 as failed,
       (select count(*) from (select distinct destination, stream, key from destination_parked) k) as "parkedKeys",
       (select count(*) from destination_dead_letter where redriven_at is null) as "deadLetters"
     from destination d
     cross join lateral (
       select count(*) as events, min(w.at) as oldest from (
         select e.at from event_log e where d.state = 'running' and e.org = d.org
           and (e.xid, e.id) > (d.cursor_xid, d.cursor_id)
         order by e.xid, e.id limit $1) w) l`,
    [mostCounted],
  );
  const none = { destinations: 0, failing: 0, lag: 0, oldestSeconds: 0 };
  return row ?? { ...none, parkedKeys: 0, deadLetters: 0, delivered: 0, failed: 0 };
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
