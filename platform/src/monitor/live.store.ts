import type { LiveFigures } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { countExpired } from '@tandem/lanes';
import { deliveryQueue } from '../threads/index.ts';

/** Work is counted up to here: a look at the figures stays cheap while a receiver is away and work piles up. */
const mostCounted = 100_000;

/** A conversation counts once for each of its agents: after-call work is what an agent has who is not in it again. */
const agentsSql = `select count(*) filter (where alerting and not connected)::int as offered,
    count(*) filter (where connected)::int as connected,
    count(*) filter (where not alerting and not connected)::int as "afterCallWork"
  from (select bool_or(doc->>'endedAt' is null and doc->>'state' = 'alerting') as alerting,
      bool_or(doc->>'endedAt' is null and doc->>'state' in ('connected', 'parked')) as connected
    from participant where org = $1 and live and user_id is not null and purpose = 'agent'
    group by conversation, user_id) p`;

export const conversationFigures = async (
  db: Queryable,
  org: string,
): Promise<LiveFigures['conversations']> => {
  const [[held], [agents]] = await Promise.all([
    db.query<{ flow: number; waiting: number }>(
      `select (select count(*) from conversation where org = $1 and owner = 'flow')::int as flow,
         (select count(*) from acd_waiting where org = $1)::int as waiting`,
      [org],
    ),
    db.query<{ offered: number; connected: number; afterCallWork: number }>(agentsSql, [org]),
  ]);
  return {
    flow: held?.flow ?? 0,
    waiting: held?.waiting ?? 0,
    offered: agents?.offered ?? 0,
    connected: agents?.connected ?? 0,
    afterCallWork: agents?.afterCallWork ?? 0,
  };
};

export const agentFigures = async (db: Queryable, org: string): Promise<LiveFigures['agents']> => {
  const [row] = await db.query<LiveFigures['agents']>(
    `select count(*) filter (where status <> 'OFF_QUEUE')::int as "onQueue",
       count(*) filter (where status = 'IDLE')::int as idle,
       count(*) filter (where status = 'INTERACTING')::int as interacting,
       count(*) filter (where status = 'NOT_RESPONDING')::int as "notResponding"
     from agent where org = $1`,
    [org],
  );
  return row ?? { onQueue: 0, idle: 0, interacting: 0, notResponding: 0 };
};

// The first row of each partition by its key: the oldest work without a look at the rest.
const oldestSql = `select extract(epoch from $3::timestamptz - min(m.at))::int as seconds
  from generate_series(0, 63) p(part)
  cross join lateral (
    select w.payload from lane_work w where w.part = p.part::smallint and w.queue = $2 and w.org = $1
    order by w.part, w.id limit 1) w
  join message m on m.id = (w.payload->>'messageId')::uuid`;

const workSql = `select count(*) filter (where attempts = 0)::int as pending,
    count(*) filter (where attempts > 0)::int as retrying
  from (select attempts from lane_work where queue = $2 and org = $1 limit $3) w`;

export const deliveryFigures = async (
  db: Queryable,
  org: string,
  now: Date,
): Promise<LiveFigures['deliveries']> => {
  const [[work], [oldest], [dead], deadLettersExpired] = await Promise.all([
    db.query<{ pending: number; retrying: number }>(workSql, [org, deliveryQueue, mostCounted]),
    db.query<{ seconds: number | null }>(oldestSql, [org, deliveryQueue, now]),
    db.query<{ count: number }>(
      `select count(*)::int as count from (
         select from dead_letter where org = $1 and queue = $2 and redriven_at is null limit $3) d`,
      [org, deliveryQueue, mostCounted],
    ),
    countExpired(db, { org, queues: [deliveryQueue] }),
  ]);
  const seconds = oldest?.seconds ?? null;
  return {
    pending: work?.pending ?? 0,
    retrying: work?.retrying ?? 0,
    deadLetters: dead?.count ?? 0,
    ...(deadLettersExpired > 0 ? { deadLettersExpired } : {}),
    oldestPendingSeconds: seconds === null ? null : Math.max(0, seconds),
  };
};

/** Every queue of the organisation by name: who waits, who talks, who could take the next one. */
export const queueFigures = (
  db: Queryable,
  org: string,
  now: Date,
): Promise<LiveFigures['queues']> =>
  db.query<LiveFigures['queues'][number]>(
    `select q.id, q.name, coalesce(w.count, 0) as waiting,
       case when w.since is not null
         then greatest(0, extract(epoch from $2::timestamptz - w.since)::int) end as "longestWaitSeconds",
       coalesce(p.count, 0) as interacting, coalesce(m.count, 0) as "onQueue"
     from queue q
     left join (select queue, count(*)::int as count, min(since) as since from acd_waiting
       where org = $1 group by queue) w on w.queue = q.id
     left join (select queue, count(*)::int as count from participant
       where org = $1 and live and user_id is not null and purpose = 'agent'
         and doc->>'endedAt' is null and doc->>'state' in ('connected', 'parked') group by queue) p on p.queue = q.id
     left join (select m.queue, count(*)::int as count from queue_member m
       join agent a on a.org = m.org and a.user_id = m.user_id
       where m.org = $1 and m.joined and a.status <> 'OFF_QUEUE' group by m.queue) m on m.queue = q.id
     where q.org = $1 order by lower(q.name), q.id`,
    [org, now],
  );
