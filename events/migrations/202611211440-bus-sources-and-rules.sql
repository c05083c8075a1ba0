-- Partner event sources, as AWS keeps them: PENDING until a bus is associated, DELETED while their rules wait.
create table partner_source (
  org uuid not null,
  id uuid not null,
  name text not null,
  account text not null,
  region text not null,
  state text not null check (state in ('PENDING', 'ACTIVE', 'DELETED')),
  drop_while_pending boolean not null default false,
  created_at timestamptz not null,
  -- A source that nobody associates is gone then.
  expires_at timestamptz,
  primary key (org, id),
  unique (org, name)
);
create index partner_source_expiring on partner_source (expires_at) where expires_at is not null;

create table event_bus (
  org uuid not null,
  id uuid not null,
  -- That of its source.
  name text not null,
  created_at timestamptz not null,
  -- When the first rule with a target stood: until then events are kept.
  opened_at timestamptz,
  primary key (org, id),
  unique (org, name)
);

create table bus_rule (
  org uuid not null,
  id uuid not null,
  bus uuid not null,
  name text not null,
  description text not null,
  pattern text not null,
  enabled boolean not null,
  targets jsonb not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  primary key (org, id)
);
create unique index bus_rule_name on bus_rule (org, bus, lower(name));

create table api_destination (
  org uuid not null,
  id uuid not null,
  name text not null,
  description text not null,
  url text not null,
  method text not null,
  rate int not null,
  connection jsonb not null,
  -- A stored secret field; null without authorization.
  secret json,
  version int not null default 1,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  primary key (org, id)
);
create unique index api_destination_name on api_destination (org, lower(name));

-- Events as they came to a source; without a bus they wait here.
create table bus_event (
  org uuid not null,
  seq bigint generated always as identity,
  source text not null,
  event_id uuid not null,
  replay uuid,
  -- Events of one key reach a target first in, first out.
  key text not null,
  detail_type text not null,
  envelope json not null,
  kept boolean not null,
  rules jsonb not null,
  received_at timestamptz not null,
  primary key (org, source, seq),
  unique nulls not distinct (org, source, event_id, replay)
);
create index bus_event_kept on bus_event (org, source, seq) where kept;
create index bus_event_age on bus_event (received_at);

create table bus_delivery (
  org uuid not null,
  id bigint generated always as identity,
  bus uuid not null,
  source text not null,
  event bigint not null,
  rule uuid not null,
  target text not null,
  destination uuid not null,
  state text not null default 'pending' check (state in ('pending', 'retrying', 'delivered', 'dead')),
  attempts int not null default 0,
  last_status int,
  reason_code text,
  reason text,
  created_at timestamptz not null,
  -- From when on its age counts: when it was put back, if it was.
  since timestamptz not null,
  finished_at timestamptz,
  primary key (org, id)
);
create index bus_delivery_by_bus on bus_delivery (org, bus, id);
create index bus_delivery_by_event on bus_delivery (org, source, event);
create index bus_delivery_by_id on bus_delivery (id);

create table bus_attempt (
  org uuid not null,
  delivery bigint not null,
  id bigint generated always as identity,
  at timestamptz not null,
  ms int not null,
  status int,
  reason_code text,
  reason text,
  primary key (org, delivery, id)
);

create table bus_archive (
  org uuid not null,
  id uuid not null,
  bus uuid not null,
  name text not null,
  pattern text,
  -- 0: for ever.
  retention_days int not null,
  created_at timestamptz not null,
  primary key (org, id)
);
create unique index bus_archive_name on bus_archive (org, bus, lower(name));

create table archived_event (
  org uuid not null,
  archive uuid not null,
  seq bigint not null,
  event_id uuid not null,
  key text not null,
  at timestamptz not null,
  envelope json not null,
  primary key (org, archive, seq)
);
create index archived_event_age on archived_event (archive, at);

create table bus_replay (
  org uuid not null,
  id uuid not null,
  bus uuid not null,
  archive uuid not null,
  name text not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  -- Null: all rules.
  rules jsonb,
  state text not null check (state in ('STARTING', 'RUNNING', 'COMPLETED', 'CANCELLED')),
  -- The last archived event that was replayed.
  cursor_seq bigint not null default 0,
  replayed int not null default 0,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (org, id)
);
create unique index bus_replay_name on bus_replay (org, bus, lower(name));
