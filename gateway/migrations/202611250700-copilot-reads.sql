-- Reads and writes of the copilot for many conversations at once. Connections keep their plans: these always go by the
-- indexes, however young the tables were.
create function copilot_tiles_of(p_sessions bigint[]) returns setof copilot_tile
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query select t.* from copilot_tile t where t.session = any (p_sessions) order by t.session, t.revision;
end $$;

-- Sets tiles of many conversations, each under its lock; of two for one tile the later one counts. One that stands so
-- already keeps its revision. Answers the conversations in which something changed.
create function copilot_tiles_set(
  p_sessions bigint[], p_tiles text[], p_contents text[], p_makers text[], p_problems text[], p_now timestamptz
) returns setof bigint
language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  perform s.id from session s where s.id = any (p_sessions) order by s.id for update;
  return query
  with given as (
    select distinct on (g.session, g.tile) g.*
    from unnest(p_sessions, p_tiles, p_contents, p_makers, p_problems) with ordinality
      g (session, tile, content, maker, problem, nr)
    order by g.session, g.tile, g.nr desc
  ), placed as (
    select g.*, s.org,
      coalesce((select max(t.revision) from copilot_tile t where t.session = g.session), 0)
        + row_number() over (partition by g.session order by g.nr) as revision
    from given g join session s on s.id = g.session
  )
  insert into copilot_tile as c (session, org, tile, content, maker, problem, revision, modified_at)
  select p.session, p.org, p.tile, p.content::jsonb, p.maker, p.problem, p.revision, p_now from placed p
  on conflict (session, tile) do update set content = excluded.content, maker = excluded.maker,
    problem = excluded.problem, revision = excluded.revision, modified_at = excluded.modified_at
  where (c.content, c.maker, c.problem) is distinct from (excluded.content, excluded.maker, excluded.problem)
  returning c.session;
end $$;

-- What was asked of agents last, for each of the conversations that has a handover.
create function last_requests_of(p_sessions bigint[])
returns table (session bigint, request jsonb, created_at timestamptz)
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
    select g.session, l.request, l.created_at from unnest(p_sessions) g (session)
    cross join lateral (
      select h.request, h.created_at from handover h where h.session = g.session order by h.ordinal desc limit 1
    ) l;
end $$;
