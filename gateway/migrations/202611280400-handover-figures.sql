-- For figures of a period.
create index handover_begun on handover (org, created_at);
create index session_begun on session (org, created_at);
