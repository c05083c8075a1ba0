-- As in 202611210835-messaging-direct.sql; with `t_resting`, the change numbers of threads for whose messages nobody has
-- anything to do: somebody has the conversation, and the state of it stays as it is. Such a message is stored and told, and
-- no lane sees it. The function without it stays for nodes of the version before.
create function accept_batch(
  t_lock bigint[], t_org uuid[], t_integration uuid[], t_customer text[], t_profile text[], t_part smallint[],
  t_count integer[], t_opens uuid[], t_cutoff timestamptz[],
  m_thread integer[], m_rank integer[], m_id uuid[], m_key text[], m_body text[], m_input text[],
  m_correlation text[], p_at timestamptz, t_resting bigint[],
  out o_id uuid[], out o_conversation uuid[], out o_work bigint[], out o_after bigint[], out o_thread bigint[])
language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  v_repeat integer[]; v_original uuid[]; v_original_conversation uuid[]; v_rank integer[];
  v_fresh integer[]; v_thread bigint[]; v_top bigint[]; v_conversation uuid[]; v_work bigint[]; v_after bigint[];
  v_rev bigint[]; v_queued integer[];
  n integer; t integer;
begin
  perform set_config('lock_timeout', '250ms', true);
  perform pg_advisory_xact_lock(k) from unnest(t_lock) k;

  select array_agg(i.n::integer), array_agg(k.message), array_agg(m.conversation)
    into v_repeat, v_original, v_original_conversation
    from unnest(m_thread, m_key) with ordinality i(t, key, n)
    cross join lateral (select k.message from inbound_key k
      where k.integration = t_integration[i.t] and k.customer = t_customer[i.t] and k.key = i.key limit 1) k
    cross join lateral (select m.conversation from message m where m.id = k.message limit 1) m
    where i.key is not null;
  if v_repeat is null then
    select array_agg(g) into v_fresh from generate_subscripts(m_id, 1) g;
  else
    select array_agg(x.g order by x.g), array_agg(x.rank order by x.g) into v_fresh, v_rank
      from (select g, (row_number() over (partition by m_thread[g] order by g))::integer as rank
        from generate_subscripts(m_id, 1) g where g <> all (v_repeat)) x;
    for i in 1 .. coalesce(cardinality(v_fresh), 0) loop m_rank[v_fresh[i]] := v_rank[i]; end loop;
    select array_agg(coalesce(c.count, 0) order by g) into t_count
      from generate_subscripts(t_lock, 1) g
      left join (select m_thread[f] as thread, count(*)::integer as count from unnest(v_fresh) f group by 1) c
        on c.thread = g;
  end if;

  o_id := m_id;
  o_conversation := array_fill(null::uuid, array[cardinality(m_id)]);
  o_work := array_fill(null::bigint, array[cardinality(m_id)]);
  o_after := o_work;
  o_thread := o_work;
  for i in 1 .. coalesce(cardinality(v_repeat), 0) loop
    o_id[v_repeat[i]] := v_original[i];
    o_conversation[v_repeat[i]] := v_original_conversation[i];
  end loop;
  if v_fresh is null then return; end if;

  -- Rows come back in the order in which they went in. A thread without a new message stays as it is.
  with stored as (
    insert into thread as t (org, integration, customer, profile, part, lock_key, last_seq, conversation, cutoff)
    select i.org, i.integration, i.customer, i.profile::json, i.part, i.lock, i.count, i.opens, i.cutoff
      from unnest(t_org, t_integration, t_customer, t_profile, t_part, t_lock, t_count, t_opens, t_cutoff)
        with ordinality i(org, integration, customer, profile, part, lock, count, opens, cutoff, n) order by i.n
    on conflict (integration, customer) do update set
      rev = t.rev + 1,
      last_seq = t.last_seq + excluded.last_seq,
      profile = excluded.profile,
      cutoff = excluded.cutoff,
      conversation = case
        when excluded.last_seq > 0 and (t.conversation is null or t.conversation_ended_at <= excluded.cutoff)
          then excluded.conversation
        else t.conversation end,
      conversation_ended_at = case when excluded.last_seq = 0 then t.conversation_ended_at end
    returning t.id, t.last_seq, t.conversation, t.rev)
  select array_agg(s.id), array_agg(s.last_seq), array_agg(s.conversation), array_agg(s.rev)
    into v_thread, v_top, v_conversation, v_rev
    from stored s;

  insert into message (org, thread, seq, id, conversation, direction, at, status, body)
    select t_org[x.t], v_thread[x.t], v_top[x.t] - t_count[x.t] + m_rank[x.g], m_id[x.g], v_conversation[x.t],
      'inbound', p_at, 'received', m_body[x.g]::json
    from (select g, m_thread[g] as t from unnest(v_fresh) g) x;
  insert into inbound_key (integration, customer, key, message, at)
    select t_integration[m_thread[g]], t_customer[m_thread[g]], m_key[g], m_id[g], p_at
    from unnest(v_fresh) g where m_key[g] is not null;
  insert into event_log (org, type, key, data, correlation_id)
    select t_org[x.t], 'message.received', 'conversation:' || v_conversation[x.t],
      json_build_object('messageId', replace(m_id[x.g]::text, '-', ''), 'integrationId', t_integration[x.t],
        'conversationId', v_conversation[x.t]), m_correlation[x.g]
    from (select g, m_thread[g] as t from unnest(v_fresh) g) x;
  -- Nothing follows of a message whose thread is as the caller knows it.
  select array_agg(g order by g) into v_queued from unnest(v_fresh) g
    where t_resting[m_thread[g]] + 1 is distinct from v_rev[m_thread[g]];
  if v_queued is not null then
    select e.ids, e.afters into v_work, v_after from (
      select array_agg(t_org[x.t] order by x.g) as orgs, array_agg('input'::text) as queues,
        array_agg(t_part[x.t] order by x.g) as parts, array_agg(v_thread[x.t] order by x.g) as lanes,
        array_agg(('{"conversation":"' || v_conversation[x.t] || '",' || substr(m_input[x.g], 2))::json
          order by x.g) as payloads
      from (select g, m_thread[g] as t from unnest(v_queued) g) x) w,
      lateral lane_enqueue(w.orgs, w.queues, w.parts, w.lanes, w.payloads) e;
  end if;
  foreach n in array v_fresh loop
    t := m_thread[n];
    o_thread[n] := v_thread[t];
    o_conversation[n] := v_conversation[t];
  end loop;
  for i in 1 .. coalesce(cardinality(v_queued), 0) loop
    n := v_queued[i];
    o_work[n] := v_work[i];
    o_after[n] := v_after[i];
  end loop;
end $$;
