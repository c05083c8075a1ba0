-- Runs that stand one behind the other through events; depth counts those that start each other over HTTP.
alter table automation_run add column event_depth smallint not null default 0;
-- Until now one count stood for both.
update automation_run set event_depth = least(depth, 5) where ended_at is null;
