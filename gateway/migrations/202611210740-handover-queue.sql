-- What the customer was last told of the queue: place and waiting time, as far as the contact centre tells.
alter table handover add column queue_info jsonb;
