-- One row per domain event. A position is the pair (xid, id); readers stay below the oldest running transaction.
create table event_log (
  xid xid8 not null default pg_current_xact_id(),
  id bigint generated always as identity,
  org uuid not null,
  type text not null,
  key text not null,
  -- Text that is checked once: the log is written on the message path and taken apart only by its readers.
  data json not null,
  correlation_id text,
  at timestamptz not null default clock_timestamp(),
  primary key (xid, id)
) with (autovacuum_vacuum_insert_scale_factor = 0.05,
  -- Written once and read rarely: compressing what is longer than 2 kB costs the message path more than the space.
  toast_tuple_target = 8160);
create index event_log_by_key on event_log (org, key, xid, id);
