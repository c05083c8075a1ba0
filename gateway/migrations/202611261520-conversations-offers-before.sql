-- Of what was said to the customer before only what offers something to choose, and the newest, behind which suggestions
-- are gone: not every message of a long talk.
create or replace function messages_before(p_sessions bigint[], p_seqs bigint[], p_reach int)
returns table (place bigint, found activity) language plpgsql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
    select n.place, n.one from (
      select p.place, a as one, a.seq, a.seq = p.seq as own, a.body,
        a.seq = max(a.seq) filter (where a.seq < p.seq) over (partition by p.place) as newest
      from unnest(p_sessions, p_seqs) with ordinality p(session, seq, place)
      join activity a on a.session = p.session and a.seq between p.seq - p_reach and p.seq
        and (a.seq = p.seq or (a.direction <> 'user' and a.type = 'message'))
    ) n
    where n.own or n.newest or n.body ? 'suggestedActions' or n.body ? 'attachments'
    order by n.place, n.seq;
end $$;
