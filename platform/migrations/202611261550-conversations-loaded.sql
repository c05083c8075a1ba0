-- What views of conversations are rendered from, with one statement: it was three, at every message that somebody listens
-- to. Those stay for nodes of the version before. Only bodies that name content are taken apart: a text has none.
create function conversations_loaded(p_org uuid, p_ids uuid[])
returns table (
  id uuid, integration uuid, profile json, owner text, version int, started_at timestamptz, ended_at timestamptz,
  external_tag text, participants json, messages json
) language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
  return query
    select c.id, c.integration, t.profile, c.owner, c.version, c.started_at, c.ended_at, c.external_tag,
      (select json_agg(p.doc order by p.ordinal) from participant p where p.conversation = c.id and p.org = c.org),
      (select json_agg(json_build_array(
          m.id, m.direction, m.communication, to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), m.status,
          case when strpos(m.body::text, '"content"') > 0 then m.body->'content' end,
          case when m.status = 'delivery-failed' then m.receipts end
        ) order by m.seq)
        from message m where m.thread = c.thread and m.conversation = c.id and m.org = c.org)
    from conversation c
    cross join lateral (select o.profile from thread o where o.id = c.thread limit 1) t
    where c.org = p_org and c.id = any (p_ids)
    order by c.started_at, c.id;
end $$;
