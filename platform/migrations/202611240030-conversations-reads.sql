-- Reads of the message path. Connections keep their plans, and one made while a table was young would read all of it
-- for as long as nobody analyses it: these always go by the indexes.
create function conversations_by_id(p_org uuid, p_ids uuid[])
returns table (
  id uuid, thread bigint, integration uuid, profile json, owner text, version integer, started_at timestamptz,
  ended_at timestamptz, external_tag text
)
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
    select c.id, c.thread, c.integration, t.profile, c.owner, c.version, c.started_at, c.ended_at, c.external_tag
    from conversation c join thread t on t.id = c.thread
    where c.org = p_org and c.id = any(p_ids);
end $$;

create function participants_of(p_org uuid, p_conversations uuid[]) returns setof participant
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
    select p.* from participant p where p.org = p_org and p.conversation = any(p_conversations) order by p.ordinal;
end $$;

create function messages_of(p_org uuid, p_threads bigint[], p_conversations uuid[]) returns setof message
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
    select m.* from message m
    where m.org = p_org and m.thread = any(p_threads) and m.conversation = any(p_conversations) order by m.seq;
end $$;
