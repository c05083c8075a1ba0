import type { Queryable } from '@tandem/kit';
import type { Candidate, WaitingEntry } from './acd.rules.ts';

export type WaitingQueue = { readonly org: string; readonly queue: string };

export const queuesWithWaiting = (db: Queryable) =>
  db.query<WaitingQueue>('select distinct org, queue from acd_waiting');

/** Conversations read at a time. */
export const waitingPage = 200;

/** Those that wait in a queue: highest priority first, then longest waiting. */
export const listWaiting = (
  db: Queryable,
  { org, queue }: WaitingQueue,
  { now, offset }: { readonly now: Date; readonly offset: number },
): Promise<WaitingEntry[]> =>
  db.query<WaitingEntry>(
    `select w.id, w.org, w.thread, w.conversation, w.skill_ids as "skillIds", w.language_id as "languageId",
       w.preferred, array(select d.user_id from acd_declined d where d.waiting = w.id and d.until > $3
         union all
         select p.user_id from participant p where p.conversation = w.conversation and p.live and p.purpose = 'agent'
           and p.doc->>'endedAt' is null) as declined
     from acd_waiting w where w.org = $1 and w.queue = $2 order by w.priority desc, w.since, w.id limit $4 offset $5`,
    [org, queue, now, waitingPage, offset],
  );

/** Agents who have joined the queue, are on queue and have room. */
export const listCandidates = (
  db: Queryable,
  { org, queue }: WaitingQueue,
  defaultCapacity: number,
): Promise<Candidate[]> =>
  db.query<Candidate>(
    `select a.user_id as "userId", a.active, coalesce(a.capacity, u.capacity, $3) - a.active as room,
       (extract(epoch from a.idle_since) * 1000)::float as "idleSince",
       coalesce((select jsonb_object_agg(b.ability, b.proficiency::float) from user_ability b
         where b.org = a.org and b.user_id = a.user_id), '{}') as abilities
     from queue_member m join agent a on a.org = m.org and a.user_id = m.user_id
       left join routing_utilization u on u.org = m.org
     where m.org = $1 and m.queue = $2 and m.joined and a.status in ('IDLE', 'INTERACTING')
       and a.active < coalesce(a.capacity, u.capacity, $3)`,
    [org, queue, defaultCapacity],
  );

/** An agent declined: others first. */
export const noteDeclined = async (
  db: Queryable,
  {
    waiting,
    userId,
    until,
  }: { readonly waiting: string; readonly userId: string; readonly until: Date },
): Promise<void> => {
  await db.query(
    `insert into acd_declined (waiting, user_id, until) values ($1, $2, $3)
     on conflict (waiting, user_id) do update set until = excluded.until`,
    [waiting, userId, until],
  );
};

export const forgetDeclined = async (db: Queryable, now: Date): Promise<void> => {
  await db.query('delete from acd_declined where until <= $1', [now]);
};

export const dropWaiting = async (db: Queryable, id: string): Promise<void> => {
  await db.query('delete from acd_waiting where id = $1', [id]);
};

/** Position of a conversation in its queue, from 1; null when it does not wait. */
export const positionOf = async (
  db: Queryable,
  org: string,
  conversation: string,
): Promise<number | null> => {
  const [row] = await db.query<{ position: number }>(
    `select 1 + count(o.id) as position from acd_waiting w
     left join acd_waiting o on o.queue = w.queue and o.org = w.org
       and (o.priority, w.since, w.id) > (w.priority, o.since, o.id)
     where w.org = $1 and w.conversation = $2 group by w.id`,
    [org, conversation],
  );
  return row?.position ?? null;
};
