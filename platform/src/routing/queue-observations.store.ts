import type { Queryable } from '@tandem/kit';
import {
  mostObservations,
  type QueueFigures,
  type WaitingObservation,
} from './queue-observations.rules.ts';
import { uuidsOf } from './queues.store.ts';

type Key = { readonly org: string; readonly queues: readonly string[] };

/** Figures of the organisation's queues as they are now, by queue; queues it does not have are left out. */
export const readQueueFigures = async (
  db: Queryable,
  { org, queues }: Key,
): Promise<ReadonlyMap<string, QueueFigures>> => {
  const rows = await db.query<QueueFigures & { queue: string }>(
    `select q.id as queue,
       (select count(*)::int from acd_waiting w where w.org = $1 and w.queue = q.id) as waiting,
       coalesce(busy.alerting, 0) as alerting, coalesce(busy.interacting, 0) as interacting,
       (select count(*)::int from queue_member m where m.org = $1 and m.queue = q.id) as members,
       coalesce((select jsonb_object_agg(s.status, s.n) from (
         select a.status, count(*)::int as n from queue_member m join agent a on a.org = m.org and a.user_id = m.user_id
         where m.org = $1 and m.queue = q.id and m.joined and a.status <> 'OFF_QUEUE' group by a.status) s), '{}')
         as "onQueue"
     from queue q left join lateral (
       select count(*) filter (where p.doc->>'state' = 'alerting')::int as alerting,
         count(*) filter (where p.doc->>'state' <> 'alerting' and p.doc->>'endedAt' is null)::int as interacting
       from participant p where p.org = $1 and p.queue = q.id and p.purpose = 'agent' and p.live
         and p.user_id is not null) busy on true
     where q.org = $1 and q.id = any ($2::uuid[])`,
    [org, uuidsOf(queues)],
  );
  return new Map(rows.map(({ queue, ...figures }) => [queue, figures]));
};

/** Who waits in the queues, in the order in which agents are sought: highest priority first, then longest waiting. */
export const listWaitingObservations = async (
  db: Queryable,
  { org, queues }: Key,
): Promise<ReadonlyMap<string, readonly WaitingObservation[]>> => {
  const rows = await db.query<WaitingObservation>(
    `select queue, conversation, id as session, since, priority, skill_ids as "skillIds", language_id as "languageId"
     from unnest($2::uuid[]) asked(queue_id) cross join lateral (
       select w.* from acd_waiting w where w.org = $1 and w.queue = asked.queue_id
       order by w.priority desc, w.since, w.id limit $3) w`,
    [org, uuidsOf(queues), mostObservations],
  );
  return Map.groupBy(rows, ({ queue }) => queue);
};
