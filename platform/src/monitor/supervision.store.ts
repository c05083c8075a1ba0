import type { Queryable } from '@tandem/kit';

/** More than this nobody looks through; what waits longest is among them. */
const mostShown = 500;

export type SupervisedRow = {
  readonly id: string;
  readonly total: number;
  readonly customer: { readonly id: string; readonly name: string | null };
  readonly queue: string | null;
  readonly userId: string | null;
  readonly stage: 'waiting' | 'offered' | 'active' | 'parked';
  readonly since: Date;
  readonly waitsSince: Date | null;
  readonly customerParticipantId: string | null;
  readonly agentParticipantId: string | null;
};

// The agent's desk counts the same (sla-rules.ts): before the first answer an offer waits since people were asked; later,
// and with an agent, a conversation waits from the first message without answer, past every transfer.
const conversationsSql = `with held as (
    select c.id, c.thread, c.queue, a.id as agent, a.user_id, a.doc,
      case when a.id is null then 'waiting' when a.doc->>'state' = 'alerting' then 'offered'
        when a.doc->>'state' = 'parked' then 'parked' else 'active' end as stage
    from conversation c
    left join lateral (select p.id, p.user_id, p.doc from participant p where p.conversation = c.id and p.live
      and p.purpose = 'agent' and p.doc->>'endedAt' is null
      order by (p.doc->>'state' = 'alerting'), p.ordinal desc limit 1) a on true
    where c.org = $1 and c.owner in ('queue', 'agent') and ($2::uuid is null or c.queue = $2)),
  timed as (select h.*, u.id as customer,
      coalesce(w.since, (h.doc->>'connectedAt')::timestamptz, (h.doc->>'startTime')::timestamptz) as since,
      case when h.stage in ('waiting', 'offered') and (o.at is null or o.at < f.since)
          then coalesce(f.since, w.since)
        when h.stage in ('waiting', 'offered') then coalesce(greatest(m.at, f.since), w.since, q.since)
        when h.stage = 'active' and m.at is not null then greatest(m.at, f.since) end as waits
    from held h
    left join lateral (select x.since from acd_waiting x where x.conversation = h.id limit 1) w on true
    left join lateral (select (p.doc->>'startTime')::timestamptz as since from participant p
      where p.conversation = h.id and p.purpose = 'acd' order by p.ordinal desc limit 1) q on true
    left join lateral (select p.id from participant p where p.conversation = h.id and p.purpose = 'customer'
      order by p.ordinal desc limit 1) u on true
    left join lateral (select (p.doc->>'startTime')::timestamptz as since from participant p
      where p.conversation = h.id and p.purpose in ('acd', 'agent') and p.ordinal > coalesce((select max(b.ordinal)
        from participant b where b.conversation = h.id and b.purpose in ('customer', 'workflow')), 0)
      order by p.ordinal limit 1) f on true
    left join lateral (select a.seq, a.at from message a where a.thread = h.thread and a.conversation = h.id
      and a.user_id is not null order by a.seq desc limit 1) o on true
    left join lateral (select min(i.at) as at from message i where i.thread = h.thread and i.conversation = h.id
      and i.direction = 'inbound' and i.seq > coalesce(o.seq, 0)) m on m.at is not null)
  select t.id, (count(*) over ())::int as total, t.queue, t.user_id as "userId", t.stage,
    coalesce(t.since, t.waits, now()) as since, t.waits as "waitsSince",
    json_build_object('id', r.profile->>'id', 'name', coalesce(r.profile->>'nickname',
      nullif(concat_ws(' ', r.profile->>'firstName', r.profile->>'lastName'), ''))) as customer,
    t.customer as "customerParticipantId", t.agent as "agentParticipantId"
  from timed t join thread r on r.id = t.thread
  order by t.waits nulls last, t.since, t.id limit ${mostShown}`;

/** Conversations that wait for an agent or have one, who waits longest first. */
export const supervisedConversations = (
  db: Queryable,
  org: string,
  queueId: string | null,
): Promise<SupervisedRow[]> => db.query<SupervisedRow>(conversationsSql, [org, queueId]);

export type AgentRow = {
  readonly userId: string;
  readonly status: 'OFF_QUEUE' | 'IDLE' | 'INTERACTING' | 'NOT_RESPONDING' | 'COMMUNICATING';
  readonly since: Date;
  readonly active: number;
  readonly afterCallWork: number;
  readonly capacity: number | null;
  readonly queueIds: string[];
};

/** Agents who are on queue or have conversations, those of one queue where it is given. */
export const supervisedAgents = (
  db: Queryable,
  org: string,
  queueId: string | null,
): Promise<AgentRow[]> =>
  db.query<AgentRow>(
    `select a.user_id as "userId", a.status, a.status_since as since, a.active,
       (select count(*)::int from (select from participant p where p.org = a.org and p.live
          and p.user_id = a.user_id and p.purpose = 'agent' group by p.conversation
          having bool_and(p.doc->>'endedAt' is not null)
            and bool_or((p.doc->>'wrapupRequired')::boolean)) owed) as "afterCallWork",
       coalesce(a.capacity, u.capacity) as capacity,
       array(select m.queue from queue_member m where m.org = a.org and m.user_id = a.user_id and m.joined
         order by m.queue) as "queueIds"
     from agent a left join routing_utilization u on u.org = a.org
     where a.org = $1 and (a.status <> 'OFF_QUEUE' or a.active > 0)
       and ($2::uuid is null or exists (select from queue_member m
         where m.org = a.org and m.user_id = a.user_id and m.queue = $2))
     order by a.user_id`,
    [org, queueId],
  );

/** Settings of queues, for their service levels. */
export const queueDocs = (db: Queryable, org: string) =>
  db.query<{ id: string; doc: Readonly<Record<string, unknown>> }>(
    'select id, doc from queue where org = $1',
    [org],
  );
