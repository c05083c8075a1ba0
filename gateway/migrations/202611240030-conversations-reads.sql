-- Reads of the message path. Connections keep their plans, and one made while a table was young would read all of it
-- for as long as nobody analyses it: these always go by the indexes.
create function sessions_of(p_conversations text[]) returns setof session
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query select s.* from session s where s.conversation_id = any(p_conversations);
end $$;

create function sessions_by_id(p_ids bigint[]) returns setof session
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query select s.* from session s where s.id = any(p_ids);
end $$;

create function handovers_by_id(p_ids bigint[]) returns setof handover
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query select h.* from handover h where h.id = any(p_ids);
end $$;

-- What stands behind each of many positions, oldest first; `place` is the position's own, from 1.
create function activities_after(p_sessions bigint[], p_seqs bigint[], p_limit integer)
returns table (place bigint, found activity)
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
    select p.place, a.one from unnest(p_sessions, p_seqs) with ordinality p(session, seq, place)
    cross join lateral (
      select o as one, o.seq from activity o
      where o.session = p.session and o.seq > p.seq order by o.seq limit p_limit
    ) a order by p.place, a.seq;
end $$;

-- What stands at each of many positions, behind what was said to the customer in the `p_reach` before, oldest first.
create function messages_before(p_sessions bigint[], p_seqs bigint[], p_reach integer)
returns table (place bigint, found activity)
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
    select p.place, a from unnest(p_sessions, p_seqs) with ordinality p(session, seq, place)
    join activity a on a.session = p.session and a.seq between p.seq - p_reach and p.seq
      and (a.seq = p.seq or (a.direction <> 'user' and a.type = 'message'))
    order by p.place, a.seq;
end $$;
