import type { HandoverFigures } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';

export type Period = {
  readonly org: string;
  readonly from: Date;
  readonly to: Date;
  /** Null: all endpoints. */
  readonly endpointId: string | null;
};

type Spread = readonly [median: number, p90: number] | null;

type Row = {
  readonly conversations: number;
  readonly handedOver: number;
  readonly handovers: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly running: number;
  readonly toAnswer: Spread;
  readonly withAgent: Spread;
  readonly endReasons: HandoverFigures['endReasons'];
  readonly survey: HandoverFigures['survey'];
};

const spreadOf = (from: string, to: string) =>
  `percentile_cont(array[0.5, 0.9]) within group (order by extract(epoch from ${to} - ${from}))
     filter (where ${from} is not null and ${to} is not null)`;

// What a customer left for later is carried by a handover of its own, which nobody waits for.
const figuresSql = `
  with h as materialized (select id, state, end_reason, created_at, answered_at, ended_at from handover
      where org = $1 and created_at >= $2 and created_at < $3 and ($4::uuid is null or endpoint = $4)
        and request ->> 'left' is null),
    -- Each session is looked at by its key: a join would read all activities there are.
    s as materialized (select s.id from session s
      cross join lateral (select from activity a where a.session = s.id and a.direction = 'user'
        and a.type = 'message' limit 1) wrote
      where s.org = $1 and s.created_at >= $2 and s.created_at < $3 and ($4::uuid is null or s.endpoint = $4)),
    reasons as (select end_reason as reason, count(*)::int as handovers from h where end_reason is not null
      group by end_reason),
    surveys as (select count(*)::int as asked, count(v.score)::int as answered, round(avg(v.score), 2)::float8 as average
      from h join handover_survey v on v.handover = h.id)
  select (select count(*) from s)::int as conversations,
    (select count(*) from s cross join lateral (select from handover o where o.session = s.id limit 1) o)::int as "handedOver",
    count(*)::int as handovers, count(answered_at)::int as answered,
    count(*) filter (where answered_at is null and end_reason = 'user')::int as abandoned,
    count(*) filter (where ended_at is null)::int as running,
    ${spreadOf('created_at', 'answered_at')} as "toAnswer",
    ${spreadOf('answered_at', 'ended_at')} as "withAgent",
    (select coalesce(json_agg(r order by r.handovers desc, r.reason), '[]') from reasons r) as "endReasons",
    (select row_to_json(v) from surveys v) as survey
  from h`;

const inSeconds = (spread: Spread) =>
  spread && { median: Math.round(spread[0]), p90: Math.round(spread[1]) };

/** Figures of what began in a period. */
export const readHandoverFigures = async (
  db: Queryable,
  { org, from, to, endpointId }: Period,
): Promise<HandoverFigures> => {
  const [row] = await db.query<Row>(figuresSql, [org, from, to, endpointId]);
  const { toAnswer, withAgent, ...figures } = row as Row;
  return {
    ...{ dateFrom: from.toISOString(), dateTo: to.toISOString(), ...figures },
    ...{ secondsToAnswer: inSeconds(toAnswer), secondsWithAgent: inSeconds(withAgent) },
  };
};
