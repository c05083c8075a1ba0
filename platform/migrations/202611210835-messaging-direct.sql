-- A message whose thread rests is accepted and advanced in one transaction (`take_batch`), from a copy of the thread that
-- the node holds in memory. `rev` counts every change of a thread: a copy with another one is out of date.
alter table thread add column rev bigint not null default 0;
comment on column thread.cutoff is
  'Threading window of the message that accept_batch is storing: carries the value into its upsert, read by nobody else';

-- Stores a batch of inbound messages and counts the change of each thread.
create or replace function accept_batch(
  t_lock bigint[], t_org uuid[], t_integration uuid[], t_customer text[], t_profile text[], t_part smallint[],
  t_count integer[], t_opens uuid[], t_cutoff timestamptz[],
  m_thread integer[], m_rank integer[], m_id uuid[], m_key text[], m_body text[], m_input text[],
  m_correlation text[], p_at timestamptz,
  out o_id uuid[], out o_conversation uuid[], out o_work bigint[], out o_after bigint[], out o_thread bigint[])
language plpgsql set enable_seqscan = off as $$
declare
  v_repeat integer[]; v_original uuid[]; v_original_conversation uuid[]; v_rank integer[];
  v_fresh integer[]; v_thread bigint[]; v_top bigint[]; v_conversation uuid[]; v_work bigint[]; v_after bigint[];
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
    returning t.id, t.last_seq, t.conversation)
  select array_agg(s.id), array_agg(s.last_seq), array_agg(s.conversation) into v_thread, v_top, v_conversation
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
  select e.ids, e.afters into v_work, v_after from (
    select array_agg(t_org[x.t] order by x.g) as orgs, array_agg('input'::text) as queues,
      array_agg(t_part[x.t] order by x.g) as parts, array_agg(v_thread[x.t] order by x.g) as lanes,
      array_agg(('{"conversation":"' || v_conversation[x.t] || '",' || substr(m_input[x.g], 2))::json
        order by x.g) as payloads
    from (select g, m_thread[g] as t from unnest(v_fresh) g) x) w,
    lateral lane_enqueue(w.orgs, w.queues, w.parts, w.lanes, w.payloads) e;
  for i in 1 .. cardinality(v_fresh) loop
    n := v_fresh[i];
    t := m_thread[n];
    o_work[n] := v_work[i];
    o_after[n] := v_after[i];
    o_thread[n] := v_thread[t];
    o_conversation[n] := v_conversation[t];
  end loop;
end $$;

-- Applies the changes of many threads and counts them.
create or replace function apply_changes(
  t_id bigint[], t_org uuid[], t_integration uuid[], t_part smallint[], t_from uuid[], t_conv uuid[], t_state text[],
  t_messages integer[], t_started timestamptz[], t_ended timestamptz[], t_ended_changed boolean[], t_owner text[],
  t_queue uuid[], t_version integer[], t_tag text[],
  p_change integer[], p_new boolean[], p_id uuid[], p_live boolean[], p_purpose text[], p_user uuid[], p_queue uuid[], p_doc text[],
  m_change integer[], m_rank integer[], m_id uuid[], m_direction text[], m_communication uuid[], m_user uuid[],
  m_entity text[], m_at timestamptz[], m_status text[], m_body text[],
  e_change integer[], e_type text[], e_key text[], e_data text[], e_correlation text[],
  d_change integer[], d_payload text[],
  out o_work bigint[], out o_after bigint[])
language plpgsql set enable_seqscan = off as $$
declare
  v_top bigint[];
begin
  with changed as (
    update thread t set
      rev = t.rev + 1,
      last_seq = t.last_seq + c.messages,
      live = case when t.live is null or t.live in (c.came, c.conv) then c.conv else t.live end,
      state = case when t.live is null or t.live in (c.came, c.conv) then c.state::json else t.state end,
      conversation = case
        when c.came is distinct from c.conv and (t.live is null or t.live = c.came) then c.conv
        else t.conversation end,
      conversation_ended_at = case
        when c.came is distinct from c.conv and (t.live is null or t.live = c.came) then c.ended
        when t.conversation = c.conv and c.ended_changed then c.ended
        else t.conversation_ended_at end
    from unnest(t_id, t_messages, t_from, t_conv, t_state, t_ended, t_ended_changed) with ordinality
      c(id, messages, came, conv, state, ended, ended_changed, n)
    where t.id = c.id
    returning c.n, t.last_seq)
  select array_agg(c.last_seq order by c.n) into v_top from changed c;
  if cardinality(v_top) is distinct from cardinality(t_id) then
    raise exception 'a thread is gone' using errcode = 'TM001';
  end if;

  insert into conversation as c (id, org, thread, integration, started_at, ended_at, owner, queue, version, external_tag)
    select * from unnest(t_conv, t_org, t_id, t_integration, t_started, t_ended, t_owner, t_queue, t_version, t_tag)
    on conflict (id) do update set ended_at = excluded.ended_at, owner = excluded.owner, queue = excluded.queue,
      version = excluded.version, external_tag = excluded.external_tag;
  if p_id is not null then
    -- Most are new: they are not asked about first, as a conflict clause would.
    insert into participant (id, org, conversation, live, purpose, user_id, queue, doc)
      select p.id, t_org[p.change], t_conv[p.change], p.live, p.purpose, p.usr, p.queue, p.doc::json
      from unnest(p_change, p_new, p_id, p_live, p_purpose, p_user, p_queue, p_doc) with ordinality
        p(change, is_new, id, live, purpose, usr, queue, doc, n) where p.is_new order by p.n;
    if false = any (p_new) then
      insert into participant (id, org, conversation, live, purpose, user_id, queue, doc)
        select p.id, t_org[p.change], t_conv[p.change], p.live, p.purpose, p.usr, p.queue, p.doc::json
        from unnest(p_change, p_new, p_id, p_live, p_purpose, p_user, p_queue, p_doc) with ordinality
          p(change, is_new, id, live, purpose, usr, queue, doc, n) where not p.is_new order by p.n
        on conflict (conversation, id) do update set live = excluded.live, user_id = excluded.user_id,
          queue = excluded.queue, doc = excluded.doc;
    end if;
  end if;
  if m_id is not null then
    insert into message (org, thread, seq, id, conversation, direction, communication, user_id, originating_entity,
        at, status, body)
      select t_org[m.change], t_id[m.change], v_top[m.change] - t_messages[m.change] + m.rank, m.id, t_conv[m.change],
        m.direction, m.communication, m.usr, m.entity, m.at, m.status, m.body::json
      from unnest(m_change, m_rank, m_id, m_direction, m_communication, m_user, m_entity, m_at, m_status, m_body)
        m(change, rank, id, direction, communication, usr, entity, at, status, body);
  end if;
  if e_type is not null then
    insert into event_log (org, type, key, data, correlation_id)
      select t_org[e.change], e.type, e.key, e.data::json, e.correlation
      from unnest(e_change, e_type, e_key, e_data, e_correlation) with ordinality
        e(change, type, key, data, correlation, n) order by e.n;
  end if;
  if d_payload is not null then
    select e.ids, e.afters into o_work, o_after from (
      select array_agg(t_org[d.change] order by d.n) as orgs, array_agg('delivery'::text) as queues,
        array_agg(t_part[d.change] order by d.n) as parts, array_agg(t_id[d.change] order by d.n) as lanes,
        array_agg(d.payload::json order by d.n) as payloads
      from unnest(d_change, d_payload) with ordinality d(change, payload, n)) w,
      lateral lane_enqueue(w.orgs, w.queues, w.parts, w.lanes, w.payloads) e;
  end if;
end $$;

-- Takes new messages together with what their step made of them. t_lock (ascending), t_rev, t_customer and t_profile
-- (null: as stored): one element a thread, beside those of `apply_changes`, whose messages hold the new ones; t_id is
-- null for a thread that is not there yet. k_*: what their channel called them, with the position of the thread. Threads
-- that are held or changed since they were copied and messages that are known already are answered by their positions
-- (`o_refused`), and then nothing is stored. `o_made` are the ids of new threads, in order.
create function take_batch(
  t_lock bigint[], t_rev bigint[], t_customer text[], t_profile text[], k_thread integer[], k_key text[],
  k_message uuid[], p_at timestamptz,
  t_id bigint[], t_org uuid[], t_integration uuid[], t_part smallint[], t_from uuid[], t_conv uuid[], t_state text[],
  t_messages integer[], t_started timestamptz[], t_ended timestamptz[], t_ended_changed boolean[], t_owner text[],
  t_queue uuid[], t_version integer[], t_tag text[],
  p_change integer[], p_new boolean[], p_id uuid[], p_live boolean[], p_purpose text[], p_user uuid[], p_queue uuid[], p_doc text[],
  m_change integer[], m_rank integer[], m_id uuid[], m_direction text[], m_communication uuid[], m_user uuid[],
  m_entity text[], m_at timestamptz[], m_status text[], m_body text[],
  e_change integer[], e_type text[], e_key text[], e_data text[], e_correlation text[],
  d_change integer[], d_payload text[],
  out o_refused integer[], out o_made bigint[], out o_work bigint[], out o_after bigint[])
language plpgsql set enable_seqscan = off as $$
declare
  v_new integer[];
begin
  -- Whoever holds a thread is changing it: nothing to wait for.
  select array_agg(k.n::integer) into o_refused from unnest(t_lock) with ordinality k(lock, n)
    where not pg_try_advisory_xact_lock(k.lock);
  if o_refused is not null then return; end if;
  select array_agg(distinct r.n) into o_refused from (
    select c.n::integer as n from unnest(t_id, t_rev) with ordinality c(id, rev, n)
      left join lateral (select t.rev from thread t where t.id = c.id limit 1) t on true
      where c.id is not null and t.rev is distinct from c.rev
    union all
    select c.n::integer from unnest(t_id, t_integration, t_customer) with ordinality c(id, integration, customer, n)
      cross join lateral (select from thread t
        where t.integration = c.integration and t.customer = c.customer limit 1) t
      where c.id is null
    union all
    select k.thread from unnest(k_thread, k_key) k(thread, key)
      cross join lateral (select from inbound_key i
        where i.integration = t_integration[k.thread] and i.customer = t_customer[k.thread] and i.key = k.key limit 1) i
  ) r;
  if o_refused is not null then return; end if;
  v_new := array_positions(t_id, null);
  if v_new <> '{}' then
    with made as (
      insert into thread (org, integration, customer, profile, part, lock_key, conversation)
        select t_org[n], t_integration[n], t_customer[n], t_profile[n]::json, t_part[n], t_lock[n], t_conv[n]
        from unnest(v_new) n order by n
      returning id)
    select array_agg(m.id) into o_made from made m;
    for i in 1 .. cardinality(v_new) loop t_id[v_new[i]] := o_made[i]; end loop;
  end if;
  select a.o_work, a.o_after into o_work, o_after from apply_changes(
    t_id, t_org, t_integration, t_part, t_from, t_conv, t_state, t_messages, t_started, t_ended, t_ended_changed,
    t_owner, t_queue, t_version, t_tag, p_change, p_new, p_id, p_live, p_purpose, p_user, p_queue, p_doc,
    m_change, m_rank, m_id, m_direction, m_communication, m_user, m_entity, m_at, m_status, m_body,
    e_change, e_type, e_key, e_data, e_correlation, d_change, d_payload) a;
  insert into inbound_key (integration, customer, key, message, at)
    select t_integration[k.thread], t_customer[k.thread], k.key, k.message, p_at
    from unnest(k_thread, k_key, k_message) k(thread, key, message);
  if array_remove(t_profile, null) <> '{}' then
    update thread t set profile = c.profile::json from unnest(t_id, t_profile, t_rev) c(id, profile, rev)
      where t.id = c.id and c.profile is not null and c.rev is not null;
  end if;
end $$;

-- Threads by their keys with the place of the key, without a lock; `busy` ones have inputs that wait.
create function load_resting(p_integration uuid[], p_customer text[])
returns table (place integer, id bigint, org uuid, part smallint, integration uuid, profile json, conversation uuid,
  ended timestamptz, state json, rev bigint, busy boolean)
language plpgsql stable set enable_seqscan = off as $$
#variable_conflict use_column
begin
  return query select k.n::integer, t.* from unnest(p_integration, p_customer) with ordinality k(integration, customer, n)
    cross join lateral (
      select t.id, t.org, t.part, t.integration, t.profile, t.conversation, t.conversation_ended_at, t.state, t.rev,
        exists (select from lane_work w where w.lane = t.id and w.queue = 'input')
      from thread t where t.integration = k.integration and t.customer = k.customer limit 1) t;
end $$;
