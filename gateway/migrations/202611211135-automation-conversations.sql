-- Runs of bot flows stand beside those of automation flows; each belongs to a conversation and runs in its lane.
alter table automation_run add column session bigint, add column conversation text;
create unique index automation_run_of_session on automation_run (session) where session is not null and ended_at is null;
create index automation_run_by_session on automation_run (session) where session is not null;
