-- What the views of a conversation list of its messages, all of a conversation in one row: they are read at every
-- message that somebody listens to, and a row of its own with its whole body for each message is most of that cost.
create function listed_messages_of(p_org uuid, p_threads bigint[], p_conversations uuid[])
returns table (conversation uuid, messages json)
language plpgsql stable set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  return query
    select m.conversation, json_agg(json_build_array(
        m.id, m.direction, m.communication, to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), m.status,
        m.body->'content', case when m.status = 'delivery-failed' then m.receipts end
      ) order by m.seq)
    from message m
    where m.org = p_org and m.thread = any(p_threads) and m.conversation = any(p_conversations)
    group by m.conversation;
end $$;
