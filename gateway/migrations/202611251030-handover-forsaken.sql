-- What is on its way of a handover goes nowhere any more: its contact centre was left, and its ids name something else
-- at the next one. The reason of its end stays what it is.
alter table handover add column forsaken boolean not null default false;
update handover h set forsaken = true from lane_work w
where w.queue = 'gateway.handover' and (w.payload ->> 'handover')::bigint = h.id and h.end_reason = 'provider';

-- While somebody ends what runs there, no handover begins, for that long at most.
alter table endpoint add column closing_until timestamptz;
alter table handover_provider add column closing_until timestamptz;
alter table channel add column closing_until timestamptz;
