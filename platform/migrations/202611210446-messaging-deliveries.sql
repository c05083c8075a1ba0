-- One row per webhook call that was tried. What still waits is in lane_work, what was given up in dead_letter.
create table delivery_attempt (
  org uuid not null,
  -- Row of lane_work: the delivery. Redriven, it gets another one.
  work bigint not null,
  attempt smallint not null,
  conversation uuid not null,
  integration uuid not null,
  message uuid not null,
  kind text not null,
  receipt_status text,
  at timestamptz not null,
  ms integer not null,
  outcome text not null,
  http_status smallint,
  reason text,
  signature text,
  late boolean not null,
  -- Only where no message holds it (receipts).
  body text,
  primary key (org, work, attempt)
);
create index delivery_attempt_by_conversation on delivery_attempt (conversation, work);

-- Locks threads, waiting at most a quarter of a second for each, and loads them under their locks.
create function lock_and_load(p_ids bigint[])
returns table (id bigint, org uuid, part smallint, integration uuid, profile json, conversation uuid, ended timestamptz,
  state json)
language plpgsql set enable_seqscan = off as $$
#variable_conflict use_column
begin
  perform set_config('lock_timeout', '250ms', true);
  perform lock_threads(p_ids);
  return query select t.id, t.org, t.part, t.integration, t.profile, t.conversation, t.conversation_ended_at, t.state
    from thread t where t.id = any (p_ids);
end $$;

-- Notes receipts of the channel on outbound messages.
create function note_receipts(p_ids uuid[], p_status text[], p_receipts text[]) returns void
language plpgsql set enable_seqscan = off as $$
begin
  for i in 1 .. cardinality(p_ids) loop
    update message set status = p_status[i],
      receipts = (coalesce(receipts::jsonb, '[]') || p_receipts[i]::jsonb)::json
      where id = p_ids[i];
  end loop;
end $$;
