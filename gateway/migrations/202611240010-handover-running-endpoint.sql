-- Handovers that an endpoint still has, for whoever changes where it hands over to, or deletes it.
create index handover_running_endpoint on handover (endpoint) where ended_at is null or form is not null;
