-- Runs of automation flows. The lane of a run is its negative id, so that it is no lane of a session.
create table automation_run (
  id bigint generated always as identity primary key,
  -- The id that people see; ids of effects begin with it.
  uid uuid not null unique,
  org uuid not null,
  flow uuid not null,
  flow_name text not null,
  version integer not null,
  label text,
  part smallint not null,
  origin text not null,
  -- Who started it: kind and id.
  started_by json,
  -- The trigger that started it, or the run it repeats.
  cause uuid,
  -- What tells a repeated start.
  token text,
  -- How many runs stand one behind the other through events they caused.
  depth smallint not null default 0,
  status text not null check (status in ('waiting', 'running', 'ended', 'failed', 'stopped')),
  -- Grows with every step: whoever saw an older one may not write.
  revision integer not null default 0,
  steps integer not null default 0,
  traced integer not null default 0,
  -- Values of secure variables masked; the whole ones beside them, sealed.
  inputs json not null,
  inputs_sealed text not null,
  outputs json,
  outputs_sealed text,
  -- State between two steps with the effect it waits for, sealed; gone at the end.
  state_sealed text,
  error json,
  created_at timestamptz not null,
  ended_at timestamptz
);
create unique index automation_run_token on automation_run (org, flow, token) where token is not null;
create index automation_run_by_flow on automation_run (org, flow, id desc);
create index automation_run_open on automation_run (org, flow) where ended_at is null;
create index automation_run_age on automation_run (ended_at) where ended_at is not null;

create table automation_trace (
  run bigint not null references automation_run (id) on delete cascade,
  seq integer not null,
  org uuid not null,
  at timestamptz not null,
  entry json not null,
  -- Values of secure variables that the action set, sealed.
  values_sealed text,
  primary key (run, seq)
);

create table automation_trigger (
  id uuid primary key,
  org uuid not null,
  flow uuid not null,
  kind text not null check (kind in ('schedule', 'event')),
  active boolean not null,
  label text not null,
  cron text,
  time_zone text,
  event text,
  pattern json,
  inputs json not null,
  inputs_sealed text not null,
  next_at timestamptz,
  -- Events behind this position count.
  since_xid xid8 not null default '0',
  since_id bigint not null default 0,
  revision integer not null default 0,
  created_at timestamptz not null
);
create index automation_trigger_by_flow on automation_trigger (org, flow, created_at);
create index automation_trigger_due on automation_trigger (next_at) where kind = 'schedule' and active;
create index automation_trigger_event on automation_trigger (event) where kind = 'event' and active;

-- How far the event log was read for triggers.
create table automation_reader (
  one boolean primary key default true check (one),
  xid xid8 not null,
  id bigint not null
);
insert into automation_reader (xid, id) values ('0', 0);
