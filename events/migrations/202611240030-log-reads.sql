-- Reads of the message path. Connections keep their plans, and one made while the log was young would read all of it
-- for as long as nobody analyses it: these always go by the index.
create function events_after(p_xid xid8, p_id bigint, p_org uuid, p_limit integer) returns setof event_log
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
    select e.* from event_log e
    where (e.xid, e.id) > (p_xid, p_id) and e.xid < pg_snapshot_xmin(pg_current_snapshot())
      and (p_org is null or e.org = p_org)
    order by e.xid, e.id limit p_limit;
end $$;

-- The youngest row answers it: a condition alone would walk through the whole log where statistics are old.
create function events_held_back() returns boolean
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return coalesce((
    select e.xid >= pg_snapshot_xmin(pg_current_snapshot()) from event_log e order by e.xid desc, e.id desc limit 1
  ), false);
end $$;
