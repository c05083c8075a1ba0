-- Set-based steps of the lanes. Sequential scans are off where a plan made while the table was empty would be kept
-- and be ruinous once it is full.

-- Fails with TL001 when a partition of the list is no longer held under the given epoch.
create function lane_fence(p_parts smallint[], p_epochs bigint[]) returns void language plpgsql as $$
begin
  if exists (
    select from unnest(p_parts, p_epochs) f(part, epoch) left join lease l on l.part = f.part
    where l.epoch is distinct from f.epoch
  ) then
    raise exception 'the lease of a partition was lost' using errcode = 'TL001';
  end if;
end $$;

-- Stores work. `afters` tells for each row the last row that stood in its lane, so that the owner of the partition
-- may run the new one from memory when it knows that one, and reads the lane when it does not.
create function lane_enqueue(
  p_org uuid[], p_queue text[], p_part smallint[], p_lane bigint[], p_payload json[], p_late boolean default false,
  out ids bigint[], out afters bigint[]
) language plpgsql set enable_seqscan = off as $$
begin
  select array_agg(b.id order by n.n) into afters
    from unnest(p_queue, p_lane) with ordinality n(queue, lane, n)
    left join lateral (
      select w.id from lane_work w where w.lane = n.lane and w.queue = n.queue
      order by w.lane desc, w.queue desc, w.id desc limit 1
    ) b on true;
  with stored as (
    insert into lane_work (org, queue, part, lane, payload, late)
    select n.org, n.queue, n.part, n.lane, n.payload, p_late
    from unnest(p_org, p_queue, p_part, p_lane, p_payload) with ordinality n(org, queue, part, lane, payload, n)
    order by n.n
    returning id
  )
  select array_agg(id order by id) into ids from stored;
end $$;

-- Removes finished work in the transaction of its effects. Fails with TL001 when a lease was lost and with TL002 when
-- a row is gone: somebody else has done it, so the effects must not happen a second time.
create function lane_finish(p_parts smallint[], p_ids bigint[], p_epochs bigint[]) returns void
language plpgsql set enable_seqscan = off as $$
declare
  removed int;
begin
  perform lane_fence(p_parts, p_epochs);
  delete from lane_work w using unnest(p_parts, p_ids) f(part, id) where w.part = f.part and w.id = f.id;
  get diagnostics removed = row_count;
  if removed <> cardinality(p_ids) then
    raise exception 'work was finished by another' using errcode = 'TL002';
  end if;
end $$;

-- Completes effects: 'done' removes, 'retry' notes the attempt and when to try again, 'dead' moves to the dead letters.
create function lane_settle(
  p_parts smallint[], p_ids bigint[], p_epochs bigint[], p_kinds text[], p_run_at timestamptz[],
  p_attempts smallint[], p_reasons text[], p_infos jsonb[], p_now timestamptz
) returns void language plpgsql set enable_seqscan = off as $$
declare
  changed int;
  retried int;
begin
  perform lane_fence(p_parts, p_epochs);
  insert into dead_letter (org, queue, part, lane, work_id, payload, attempts, reason, info, died_at)
    select w.org, w.queue, w.part, w.lane, w.id, w.payload, s.attempts, s.reason, s.info, p_now
    from unnest(p_parts, p_ids, p_kinds, p_attempts, p_reasons, p_infos) s(part, id, kind, attempts, reason, info)
    join lane_work w on w.part = s.part and w.id = s.id
    where s.kind = 'dead'
    order by w.id;
  update lane_work w set attempts = s.attempts, run_at = s.run_at
    from unnest(p_parts, p_ids, p_kinds, p_attempts, p_run_at) s(part, id, kind, attempts, run_at)
    where s.kind = 'retry' and w.part = s.part and w.id = s.id;
  get diagnostics retried = row_count;
  delete from lane_work w using unnest(p_parts, p_ids, p_kinds) s(part, id, kind)
    where s.kind <> 'retry' and w.part = s.part and w.id = s.id;
  get diagnostics changed = row_count;
  if changed + retried <> cardinality(p_ids) then
    raise exception 'work was finished by another' using errcode = 'TL002';
  end if;
end $$;

-- Where the next rows of partitions are, each behind its own id: most of them are in the reader's hands already.
create function lane_scan(p_parts smallint[], p_after bigint[], p_limit int) returns table (part smallint, id bigint)
language plpgsql stable set enable_seqscan = off as $$
#variable_conflict use_column
begin
  return query
    select w.part, w.id from unnest(p_parts, p_after) p(part, after)
    cross join lateral (
      select r.part, r.id from lane_work r where r.part = p.part and r.id > p.after order by r.part, r.id limit p_limit
    ) w;
end $$;

-- Rows by their keys, in order.
create function lane_rows(p_parts smallint[], p_ids bigint[]) returns setof lane_work
language plpgsql stable set enable_seqscan = off as $$
begin
  return query
    select w.* from unnest(p_parts, p_ids) with ordinality k(part, id, n)
    join lane_work w on w.part = k.part and w.id = k.id order by k.n;
end $$;

-- The first rows of lanes, in order.
create function lane_load(p_queues text[], p_parts smallint[], p_lanes bigint[], p_limit int) returns setof lane_work
language plpgsql stable set enable_seqscan = off as $$
begin
  return query
    select w.* from unnest(p_queues, p_parts, p_lanes) l(queue, part, lane)
    cross join lateral (
      select * from lane_work r where r.lane = l.lane and r.queue = l.queue and r.part = l.part
      order by r.lane, r.queue, r.id limit p_limit
    ) w;
end $$;

-- Says that the node lives, renews what it holds, and takes free partitions up to its share. Answers what it holds.
-- `p_now` is null outside of tests: the database's clock is the one all nodes share.
create function lane_lease(p_node text, p_life_ms int, p_now timestamptz)
returns table (part smallint, epoch bigint, target int) language plpgsql as $$
declare
  at timestamptz := coalesce(p_now, clock_timestamp());
  life interval := p_life_ms * interval '1 millisecond';
  share int;
  mine int;
begin
  insert into node as n (id, started_at, heartbeat_at) values (p_node, at, at)
    on conflict (id) do update set heartbeat_at = excluded.heartbeat_at;
  delete from node n where n.heartbeat_at < at - 20 * life;
  update lease l set until = at + life where l.owner = p_node and l.until > at;
  get diagnostics mine = row_count;
  select ceil(64.0 / count(*)) into share from node n where n.heartbeat_at > at - life;
  if mine < share then
    update lease l set owner = p_node, epoch = l.epoch + 1, until = at + life
      from (
        -- A row that another node is taking at this moment is not free: no reason to wait for it.
        select f.part from lease f where f.until <= at order by f.part limit share - mine for update skip locked
      ) free
      where l.part = free.part;
  end if;
  return query select l.part, l.epoch, share from lease l where l.owner = p_node and l.until > at order by l.part;
end $$;

create function lane_release(p_node text, p_parts smallint[], p_epochs bigint[]) returns void language sql as $$
  update lease l set owner = null, until = '-infinity'
  from unnest(p_parts, p_epochs) r(part, epoch)
  where l.part = r.part and l.epoch = r.epoch and l.owner = p_node;
$$;

-- Sets, replaces (same lane and name) or cancels (due is null) timers.
create function lane_timers_set(
  p_org uuid[], p_part smallint[], p_lane bigint[], p_name text[], p_due timestamptz[], p_data jsonb[]
) returns void language plpgsql set enable_seqscan = off as $$
begin
  if array_position(p_due, null) is not null then
    delete from lane_timer t using unnest(p_lane, p_name, p_due) c(lane, name, due)
      where c.due is null and t.lane = c.lane and t.name = c.name;
  end if;
  insert into lane_timer as t (org, part, lane, name, due_at, data)
    select s.org, s.part, s.lane, s.name, s.due, s.data
    from unnest(p_org, p_part, p_lane, p_name, p_due, p_data) s(org, part, lane, name, due, data)
    where s.due is not null
    on conflict (lane, name) do update set due_at = excluded.due_at, data = excluded.data;
end $$;

-- Moves due timers of held partitions into the work of a queue, as payload {"timer": name, "data": data}.
create function lane_timers_due(p_parts smallint[], p_epochs bigint[], p_queue text, p_now timestamptz, p_limit int)
returns table (id bigint, part smallint, org uuid, lane bigint, payload json, after bigint)
language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
declare
  orgs uuid[]; parts smallint[]; lanes bigint[]; payloads json[]; queues text[]; ids bigint[]; afters bigint[];
begin
  perform lane_fence(p_parts, p_epochs);
  with due as (
    -- A timer that its lane is replacing or cancelling at this moment is left to the next round.
    select d.lane, d.name from unnest(p_parts) p(part)
    cross join lateral (
      select t.lane, t.name, t.due_at from lane_timer t where t.part = p.part and t.due_at <= p_now
      order by t.due_at limit p_limit for update skip locked
    ) d
    limit p_limit
  ), moved as (
    delete from lane_timer t using due where t.lane = due.lane and t.name = due.name
    returning t.org, t.part, t.lane, t.name, t.due_at, t.data
  )
  select array_agg(m.org order by m.due_at, m.lane), array_agg(m.part order by m.due_at, m.lane),
    array_agg(m.lane order by m.due_at, m.lane), array_agg(p_queue),
    array_agg(json_build_object('timer', m.name, 'data', m.data) order by m.due_at, m.lane)
    into orgs, parts, lanes, queues, payloads from moved m;
  if orgs is null then return; end if;
  select e.ids, e.afters into ids, afters from lane_enqueue(orgs, queues, parts, lanes, payloads) e;
  return query select * from unnest(ids, parts, orgs, lanes, payloads, afters);
end $$;

-- Puts dead letters back at the end of their lanes, each lane in its old order. Answers the new work.
create function lane_redrive(p_org uuid, p_ids bigint[], p_now timestamptz)
returns table (id bigint, org uuid, queue text, part smallint, lane bigint, payload json, after bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  orgs uuid[]; queues text[]; parts smallint[]; lanes bigint[]; payloads json[]; ids bigint[]; afters bigint[];
begin
  with redriven as (
    update dead_letter d set redriven_at = p_now
    where d.org = p_org and d.id = any (p_ids) and d.redriven_at is null
    returning d.*
  )
  select array_agg(r.org order by r.lane, r.work_id), array_agg(r.queue order by r.lane, r.work_id),
    array_agg(r.part order by r.lane, r.work_id), array_agg(r.lane order by r.lane, r.work_id),
    array_agg(r.payload order by r.lane, r.work_id)
    into orgs, queues, parts, lanes, payloads from redriven r;
  if orgs is null then return; end if;
  select e.ids, e.afters into ids, afters from lane_enqueue(orgs, queues, parts, lanes, payloads, true) e;
  return query select * from unnest(ids, orgs, queues, parts, lanes, payloads, afters);
end $$;
