create table presence_definition (
  id uuid primary key,
  org uuid not null,
  system_presence text not null,
  labels jsonb not null,
  division uuid,
  deactivated boolean not null default false,
  created_by uuid,
  modified_by uuid,
  created_at timestamptz not null,
  modified_at timestamptz not null
);
create index presence_definition_by_org on presence_definition (org);

-- One row per user who was ever looked at by routing. `active` counts the conversations that take up a place and is
-- written only under the row's lock; `capacity` null means the organisation's default.
create table agent (
  org uuid not null,
  user_id uuid not null,
  status text not null default 'OFF_QUEUE',
  status_since timestamptz not null,
  active integer not null default 0,
  capacity integer,
  -- Since when the agent waits for work: the longest comes first.
  idle_since timestamptz not null,
  primary key (org, user_id)
) with (fillfactor = 70);

create table user_presence (
  org uuid not null,
  user_id uuid not null,
  source text not null,
  definition uuid not null,
  message text,
  primary_source boolean not null default true,
  modified_at timestamptz not null,
  primary key (org, user_id, source)
);
