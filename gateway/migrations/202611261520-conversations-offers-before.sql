-- Of what was said to the customer before only what may have offered just this: not every message of a long talk is read
-- for every word. A choice is equal to a text of the offer (choice.rules.ts), so that text stands in it, spelled as JSON.
-- Suggestions are gone once anything newer was said: those of older messages are left out.
create or replace function messages_before(p_sessions bigint[], p_seqs bigint[], p_reach int)
returns table (place bigint, found activity) language plpgsql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  -- What JavaScript's `trim` takes off.
  blank constant text := E' \t\n\u000b\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';
begin
  return query
    select n.place, case when n.own or n.newest then n.one
      else jsonb_populate_record(n.one, jsonb_build_object('body', n.body - 'suggestedActions')) end
    from (
      select p.place, a as one, a.seq, a.body, a.seq = p.seq as own,
        a.seq = max(a.seq) filter (where a.seq < p.seq) over (partition by p.place) as newest,
        max(case when a.seq = p.seq then coalesce(nullif(a.body -> 'value', 'null')::text,
          to_json(btrim(a.body ->> 'text', blank))::text) end) over (partition by p.place) as said
      from unnest(p_sessions, p_seqs) with ordinality p(session, seq, place)
      join activity a on a.session = p.session and a.seq between p.seq - p_reach and p.seq
        and (a.seq = p.seq or (a.direction <> 'user' and a.type = 'message'))
    ) n
    where n.own or ((n.newest and n.body ? 'suggestedActions' or n.body ? 'attachments')
      and strpos(n.body::text, n.said) > 0)
    order by n.place, n.seq;
end $$;
