-- Notes receipts on outbound messages. That a message was sent is older news than that it arrived or was read, whichever
-- is heard first: a redrive that succeeds may be noted after the channel's own word.
create or replace function note_receipts(p_ids uuid[], p_status text[], p_receipts text[]) returns void
language plpgsql set enable_seqscan = off as $$
begin
  for i in 1 .. cardinality(p_ids) loop
    update message set
      status = case when p_status[i] = 'sent' and status in ('delivery-success', 'read') then status else p_status[i] end,
      receipts = (coalesce(receipts::jsonb, '[]') || p_receipts[i]::jsonb)::json
      where id = p_ids[i];
  end loop;
end $$;
