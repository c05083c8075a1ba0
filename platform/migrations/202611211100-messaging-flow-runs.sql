-- States of waiting runs whose flows have secure variables, sealed; all others stand in their threads.
create table flow_run_secret (
  run uuid primary key,
  org uuid not null,
  sealed bytea not null
);

-- Until when runs of a flow are recorded because somebody looks at them.
create table flow_watch (
  flow uuid primary key,
  org uuid not null,
  until timestamptz not null
);

-- Recorded runs. Nothing is written here for flows that nobody watches.
create table flow_execution (
  run uuid primary key,
  org uuid not null,
  flow uuid not null,
  version integer not null,
  conversation uuid not null,
  status text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  steps integer not null,
  error json
);
create index flow_execution_by_flow on flow_execution (org, flow, started_at desc, run desc);

create table flow_trace (
  run uuid not null references flow_execution (run) on delete cascade,
  n integer not null,
  org uuid not null,
  at timestamptz not null,
  entry json not null,
  -- Values of secure variables that were set, sealed.
  hidden bytea,
  primary key (run, n)
);
