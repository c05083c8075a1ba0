-- Whoever says something moves a session in its indexes once a minute, not with every word: within the minute a list is
-- sorted by the time itself. Room is left for the next version of a row beside it.
alter table session set (fillfactor = 75);
alter table session add column active_minute timestamptz not null
  generated always as (date_bin('1 minute', active_at, timestamptz '2000-01-01 00:00:00+00')) stored;
drop index session_by_org;
drop index session_by_endpoint;
drop index session_by_visitor;
create index session_by_org on session (org, active_minute desc, id desc);
create index session_by_endpoint on session (org, endpoint, active_minute desc, id desc);
create index session_by_visitor on session (endpoint, visitor, active_minute desc) where visitor is not null;
