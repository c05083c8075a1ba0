-- What many customers say is taken by a handful of statements, not by seven for each: as in 202611251010-dialogue-news.sql,
-- but every session is named once in a call. The open handover is a session's last one, read by the index of both: as the
-- condition of a partial index it fits several, and a plan made while the table was young walked through all that are open.
create or replace function customers_say(
  p_sessions bigint[], p_types text[], p_keys text[], p_words text[], p_bodies json[], p_now timestamptz,
  p_limit bigint,
  out outcomes text[], out seqs bigint[], out items int[], out queues text[], out payloads json[], out ids bigint[],
  out afters bigint[]
) language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan as $$
declare
  locked bigint[];
  orgs uuid[];
  parts smallint[];
  lanes bigint[];
begin
  select coalesce(array_agg(l.id), '{}') into locked
  from (select s.id from session s where s.id = any (p_sessions) for update skip locked) l;
  -- A statement of its own: what stood in the way of a lock may have ended only now.
  with said as materialized (
    select n.i::int as i, s.id, s.org, s.endpoint, s.part, n.type, n.key, n.words, n.body, h.id as handover,
      h.endpoint as destination, h.copilot, s.taken_bytes + octet_length(n.body::text) as taken,
      case
        when s.id is null then 'gone'
        when not s.id = any (locked) then 'locked'
        when k.seq is not null then 'repeat'
        when p_limit > 0 and s.taken_bytes + octet_length(n.body::text) > p_limit then 'full'
        else 'taken'
      end as outcome,
      case when s.id = any (locked) then coalesce(k.seq, s.last_seq + 1) end as seq,
      coalesce(h.ended_at is null and not n.words = any (h.apart_words), false) and not exists (
        select from lane_work w where w.lane = s.id and w.queue = 'gateway.dialogue'
          and w.payload ->> 'kind' is distinct from 'handover'
      ) as direct,
      s.conversation_id
    from unnest(p_sessions, p_types, p_keys, p_words, p_bodies) with ordinality n(session, type, key, words, body, i)
    left join lateral (select * from session o where o.id = n.session offset 0) s on true
    left join lateral (select a.seq from activity a where a.session = s.id and a.key = n.key offset 0) k on true
    left join lateral (
      select o.* from handover o where o.session = s.id order by o.ordinal desc limit 1
    ) h on true
  ), stored as (
    insert into activity (session, seq, org, type, direction, key, message_id, handled, body, created_at)
    select n.id, n.seq, n.org, n.type, 'user', n.key,
      left(encode(sha256('activity'::bytea || '\x00'::bytea || convert_to(n.conversation_id, 'UTF8')
        || '\x00'::bytea || n.seq::text::bytea), 'hex'), 32),
      n.direct, n.body::jsonb, p_now
    from said n where n.outcome = 'taken'
  ), moved as (
    update session s set last_seq = n.seq, active_at = p_now, taken_bytes = n.taken
    from said n where s.id = n.id and n.outcome = 'taken'
  ), work as (
    select n.i, 0 as turn, n.org, n.part, n.id,
      case when n.direct then 'gateway.handover' else 'gateway.dialogue' end as queue,
      case when n.direct
        then json_build_object('endpoint', n.endpoint, 'kind', 'message', 'seq', n.seq,
          'destination', n.destination, 'handover', n.handover)
        else json_build_object('endpoint', n.endpoint, 'kind', 'activity', 'seq', n.seq)
      end as payload
    from said n where n.outcome = 'taken'
    union all
    select n.i, 1, n.org, n.part, n.id, 'gateway.copilot',
      json_build_object('endpoint', n.endpoint, 'kind', 'message', 'seq', n.seq)
    from said n where n.outcome = 'taken' and n.direct and n.copilot and exists (
      select from copilot_workspace w
      where w.endpoint = n.endpoint and w.enabled and (w.flow is not null or w.model is not null)
    )
  )
  select a.outcomes, a.seqs, coalesce(b.items, '{}'), coalesce(b.queues, '{}'), coalesce(b.payloads, '{}'),
    b.orgs, b.parts, b.lanes
  into outcomes, seqs, items, queues, payloads, orgs, parts, lanes
  from (
    select array_agg(n.outcome order by n.i) as outcomes,
      array_agg(case when n.outcome in ('taken', 'repeat') then n.seq end order by n.i) as seqs
    from said n
  ) a, (
    select array_agg(w.i order by w.i, w.turn) as items, array_agg(w.queue order by w.i, w.turn) as queues,
      array_agg(w.payload order by w.i, w.turn) as payloads, array_agg(w.org order by w.i, w.turn) as orgs,
      array_agg(w.part order by w.i, w.turn) as parts, array_agg(w.id order by w.i, w.turn) as lanes
    from work w
  ) b;
  if cardinality(items) > 0 then
    select e.ids, e.afters into ids, afters from lane_enqueue(orgs, queues, parts, lanes, payloads) e;
  end if;
end $$;

-- Plans for what they were made first stay: none is made for the values of a call.
alter function lane_timers_due set plan_cache_mode = force_generic_plan;
alter function lane_timers_set set plan_cache_mode = force_generic_plan;
alter function lane_try set plan_cache_mode = force_generic_plan;
