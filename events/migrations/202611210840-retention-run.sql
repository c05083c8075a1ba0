-- The last run of each kind of removal: when it began and ended (null: broken off or under way) and what it removed.
create table retention_run (
  name text primary key,
  started_at timestamptz not null,
  finished_at timestamptz,
  removed bigint not null,
  total bigint not null
);
