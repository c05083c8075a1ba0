-- The sessions that handovers belong to, read beside the handovers: one wait instead of two for every word to an agent.
create function sessions_of_handovers(p_ids bigint[]) returns setof session
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
    select s.* from handover h join session s on s.id = h.session where h.id = any(p_ids);
end $$;
