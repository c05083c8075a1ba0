-- As in 202611250702-copilot-says.sql, but news of a handover that waits in the dialogue keeps no words from the agents:
-- it is for the bot, and they are not.
create or replace function customers_say(
  p_sessions bigint[], p_types text[], p_keys text[], p_words text[], p_bodies json[], p_now timestamptz,
  p_limit bigint,
  out outcomes text[], out seqs bigint[], out items int[], out queues text[], out payloads json[], out ids bigint[],
  out afters bigint[]
) language plpgsql set enable_seqscan = off as $$
declare
  s session;
  h handover;
  known bigint;
  taken bigint;
  direct boolean;
  orgs uuid[] := '{}';
  parts smallint[] := '{}';
  lanes bigint[] := '{}';
  locked bigint[] := '{}';
begin
  outcomes := '{}'; seqs := '{}'; items := '{}'; queues := '{}'; payloads := '{}';
  for i in 1 .. cardinality(p_sessions) loop
    seqs := seqs || null::bigint;
    -- What came first in a session stays first, even where the session is free by now.
    if p_sessions[i] = any (locked) then
      outcomes := outcomes || 'locked'::text;
      continue;
    end if;
    select * into s from session where id = p_sessions[i] for update skip locked;
    if not found then
      if exists (select from session where id = p_sessions[i]) then
        outcomes := outcomes || 'locked'::text;
        locked := locked || p_sessions[i];
      else
        outcomes := outcomes || 'gone'::text;
      end if;
      continue;
    end if;
    if p_keys[i] is not null then
      select a.seq into known from activity a where a.session = s.id and a.key = p_keys[i];
      if found then
        outcomes := outcomes || 'repeat'::text;
        seqs[i] := known;
        continue;
      end if;
    end if;
    taken := s.taken_bytes + octet_length(p_bodies[i]::text);
    if p_limit > 0 and taken > p_limit then
      outcomes := outcomes || 'full'::text;
      continue;
    end if;
    select * into h from handover where session = s.id and ended_at is null;
    direct := found and h.apart_words is not null and not p_words[i] = any (h.apart_words)
      and not exists (
        select from lane_work w where w.lane = s.id and w.queue = 'gateway.dialogue'
          and w.payload ->> 'kind' is distinct from 'handover'
      );
    outcomes := outcomes || 'taken'::text;
    seqs[i] := s.last_seq + 1;
    insert into activity (session, seq, org, type, direction, key, message_id, handled, body, created_at)
    values (s.id, seqs[i], s.org, p_types[i], 'user', p_keys[i],
      left(encode(sha256('activity'::bytea || '\x00'::bytea || convert_to(s.conversation_id, 'UTF8')
        || '\x00'::bytea || seqs[i]::text::bytea), 'hex'), 32),
      direct, p_bodies[i]::jsonb, p_now);
    update session set last_seq = seqs[i], active_at = p_now, taken_bytes = taken where id = s.id;
    items := items || i;
    orgs := orgs || s.org; parts := parts || s.part; lanes := lanes || s.id;
    queues := queues || case when direct then 'gateway.handover' else 'gateway.dialogue' end;
    payloads := payloads || case
      when direct then json_build_object('endpoint', s.endpoint, 'kind', 'message', 'seq', seqs[i],
        'destination', h.endpoint, 'handover', h.id)
      else json_build_object('endpoint', s.endpoint, 'kind', 'activity', 'seq', seqs[i]) end;
    if direct and h.copilot and exists (
      select from copilot_workspace w
      where w.endpoint = s.endpoint and w.enabled and (w.flow is not null or w.model is not null)
    ) then
      items := items || i;
      orgs := orgs || s.org; parts := parts || s.part; lanes := lanes || s.id;
      queues := queues || 'gateway.copilot'::text;
      payloads := payloads || json_build_object('endpoint', s.endpoint, 'kind', 'message', 'seq', seqs[i]);
    end if;
  end loop;
  if cardinality(items) > 0 then
    select e.ids, e.afters into ids, afters from lane_enqueue(orgs, queues, parts, lanes, payloads) e;
  end if;
end $$;
