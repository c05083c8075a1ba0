-- Nodes that are alive, the partitions they own, the work of the lanes, their timers and what could not be done.

create table node (
  id text primary key,
  started_at timestamptz not null,
  heartbeat_at timestamptz not null
);

create table lease (
  part smallint primary key,
  owner text,
  -- Grows by one with every change of owner: whoever carries an older one may no longer write.
  epoch bigint not null default 0,
  until timestamptz not null default '-infinity'
) with (fillfactor = 25, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
insert into lease (part) select generate_series(0, 63);

create table lane_work (
  part smallint not null check (part between 0 and 63),
  id bigint generated always as identity,
  org uuid not null,
  queue text not null,
  lane bigint not null,
  -- Text that is checked once: written on the message path, taken apart only by whoever looks into it.
  payload json not null,
  attempts smallint not null default 0,
  -- '-infinity' is "at once", whatever clock the reader goes by.
  run_at timestamptz not null default '-infinity',
  -- Put back from the dead letters: a repeat behind younger work.
  late boolean not null default false,
  primary key (part, id)
) with (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0,
  -- Rows live for milliseconds: compressing them is vain.
  toast_tuple_target = 8160
);
-- Reads one lane in order, and tells an insert which row of its lane stands before it.
create index lane_work_by_lane on lane_work (lane, queue, id);

create table lane_timer (
  part smallint not null check (part between 0 and 63),
  lane bigint not null,
  name text not null,
  org uuid not null,
  due_at timestamptz not null,
  data jsonb,
  primary key (lane, name)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
create index lane_timer_by_due on lane_timer (part, due_at);

create table dead_letter (
  id bigint generated always as identity primary key,
  org uuid not null,
  queue text not null,
  part smallint not null,
  lane bigint not null,
  work_id bigint not null,
  payload json not null,
  attempts smallint not null,
  reason text not null,
  info jsonb,
  died_at timestamptz not null,
  redriven_at timestamptz
);
create index dead_letter_by_org on dead_letter (org, id);
create index dead_letter_by_lane on dead_letter (org, queue, lane, id);
