-- Triggers: events of a topic that start automation flows. `criteria` is what the wire calls match criteria.
create table process_trigger (
  org uuid not null,
  id uuid not null,
  name text not null,
  description text,
  topic text not null,
  enabled boolean not null,
  flow uuid not null,
  data_format text not null,
  criteria jsonb not null,
  ttl_seconds integer,
  delay_seconds integer,
  version integer not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  primary key (org, id)
);
create index process_trigger_topic on process_trigger (org, topic) where enabled;

-- Which events a trigger has started something for: an event that is sent again starts nothing.
create table process_trigger_start (
  org uuid not null,
  trigger uuid not null,
  event uuid not null,
  at timestamptz not null,
  primary key (org, trigger, event)
);
create index process_trigger_start_age on process_trigger_start (at);
