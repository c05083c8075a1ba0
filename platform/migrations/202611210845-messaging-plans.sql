-- With arrays of a few rows PostgreSQL finds a plan made for just these arrays a little cheaper than the general one, and
-- so plans every statement anew at every call. On the message path the general plan is the right one.
do $$
declare
  f regprocedure;
begin
  for f in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = current_schema()::regnamespace
      and p.proname in ('accept_batch', 'accept_receipts', 'apply_changes', 'take_batch', 'load_resting', 'lock_threads',
        'lock_and_load')
  loop
    execute format('alter function %s set plan_cache_mode = force_generic_plan', f);
  end loop;
end $$;

-- Notes deliveries that arrived and removes them, in one call.
create function finish_deliveries(
  p_parts smallint[], p_ids bigint[], p_epochs bigint[], p_org uuid[], p_attempt smallint[], p_conversation uuid[],
  p_integration uuid[], p_message uuid[], p_kind text[], p_receipt text[], p_at timestamptz[], p_ms integer[],
  p_http smallint[], p_signature text[], p_late boolean[], p_body text[]
) returns void language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
begin
  perform lane_finish(p_parts, p_ids, p_epochs);
  insert into delivery_attempt (org, work, attempt, conversation, integration, message, kind, receipt_status, at, ms,
      outcome, http_status, reason, signature, late, body)
    select a.org, a.work, a.attempt, a.conversation, a.integration, a.message, a.kind, a.receipt, a.at, a.ms,
      'delivered', a.http, null, a.signature, a.late, a.body
    from unnest(p_org, p_ids, p_attempt, p_conversation, p_integration, p_message, p_kind, p_receipt, p_at, p_ms, p_http,
      p_signature, p_late, p_body)
      a(org, work, attempt, conversation, integration, message, kind, receipt, at, ms, http, signature, late, body);
end $$;
