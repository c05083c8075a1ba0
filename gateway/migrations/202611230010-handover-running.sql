-- Handovers that a provider still has, for whoever changes or deletes it.
create index handover_running on handover (provider_id) where ended_at is null or form is not null;
