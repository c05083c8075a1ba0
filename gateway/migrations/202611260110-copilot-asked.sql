-- What was asked of agents last, and how far it is, for each of the conversations that has a handover.
drop function last_requests_of(bigint[]);
create function last_requests_of(p_sessions bigint[])
returns table (session bigint, request jsonb, created_at timestamptz, state text)
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
    select g.session, l.request, l.created_at, l.state from unnest(p_sessions) g (session)
    cross join lateral (
      select h.request, h.created_at, h.state from handover h
      where h.session = g.session order by h.ordinal desc limit 1
    ) l;
end $$;
