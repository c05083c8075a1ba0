-- Where events go. The cursor is the position up to which everything is delivered, parked or dead; `owner`, `epoch`
-- and `lease_until` say which node sends, and every commit of a sender asks for its epoch.
create table destination (
  id uuid primary key,
  org uuid not null,
  kind text not null,
  name text not null,
  settings jsonb not null,
  -- Sealed, by the name of the setting; those that stand in the vault or in variables are in secret_sources.
  secrets jsonb not null default '{}',
  secret_sources jsonb not null default '{}',
  topics text[] not null,
  envelope text not null,
  source jsonb not null,
  -- Belongs to something else that changes it, such as an app integration.
  managed boolean not null default false,
  state text not null,
  -- Raised by every change of the above: the sender begins anew.
  version bigint not null default 1,
  cursor_xid xid8 not null,
  cursor_id bigint not null,
  -- Ids of events behind the cursor that were settled when a sender stopped in good order.
  done jsonb not null default '[]',
  owner text,
  epoch bigint not null default 0,
  lease_until timestamptz,
  report text not null default 'ACTIVE',
  report_code text,
  report_reason text,
  report_since timestamptz not null default now(),
  last_delivered_at timestamptz,
  delivered bigint not null default 0,
  failed bigint not null default 0,
  parked bigint not null default 0,
  created_at timestamptz not null,
  modified_at timestamptz not null
);
create unique index destination_name on destination (org, lower(name)) where not managed;
create index destination_by_org on destination (org, created_at, id);

-- A part of the log that is sent once more, beside what is new.
create table destination_replay (
  id uuid primary key,
  org uuid not null,
  destination uuid not null references destination (id) on delete cascade,
  from_xid xid8 not null,
  from_id bigint not null,
  cursor_xid xid8 not null,
  cursor_id bigint not null,
  until_xid xid8 not null,
  until_id bigint not null,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index destination_replay_by_destination on destination_replay (destination, created_at);

-- Events that could not be delivered yet, and those of the same key behind them, with their rendered body. `stream` is
-- empty for what is new, else the replay or redrive that they belong to. The first of a key counts the attempts.
create table destination_parked (
  destination uuid not null references destination (id) on delete cascade,
  org uuid not null,
  stream text not null,
  key text not null,
  -- Parked in the order of the log, so this is the order within a key.
  seq bigint generated always as identity,
  event_id uuid not null,
  event json not null,
  first_at timestamptz not null,
  attempts integer not null,
  next_at timestamptz not null,
  code text,
  reason text,
  primary key (destination, stream, event_id)
);
create index destination_parked_by_key on destination_parked (destination, stream, key, seq);

create table destination_dead_letter (
  destination uuid not null references destination (id) on delete cascade,
  org uuid not null,
  event_id uuid not null,
  stream text not null,
  event json not null,
  code text not null,
  reason text not null,
  attempts integer not null,
  died_at timestamptz not null,
  redriven_at timestamptz,
  primary key (destination, event_id)
);
create index destination_dead_letter_by_time on destination_dead_letter (destination, died_at desc, event_id);

-- The last calls of a destination, in a ring for those that went well and one for the others: a slot is written again
-- when its ring has gone round.
create table destination_call (
  destination uuid not null references destination (id) on delete cascade,
  org uuid not null,
  slot integer not null,
  id uuid not null,
  at timestamptz not null,
  duration_ms integer not null,
  result text not null,
  code text,
  reason text,
  events json not null,
  primary key (destination, slot)
) with (fillfactor = 70);
