-- What is kept of the customer in this conversation, messages and files: bounded, since anybody may write.
alter table session add column taken_bytes bigint not null default 0;

-- A page of the list is read from the newest on, for all endpoints or for one.
drop index session_by_org;
create index session_by_org on session (org, active_at desc, id desc);
create index session_by_endpoint on session (org, endpoint, active_at desc, id desc);
-- Who waits or speaks with an agent: few, whatever the history holds.
create index handover_open_by_org on handover (org) include (session) where ended_at is null;
