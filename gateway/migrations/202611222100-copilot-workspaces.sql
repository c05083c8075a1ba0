-- What agents see beside a conversation of the endpoint. No row: nothing but what comes with the product, and switched off.
create table copilot_workspace (
  endpoint uuid primary key,
  org uuid not null,
  enabled boolean not null,
  link_in_transcript boolean not null,
  link_hours integer not null,
  grid jsonb not null,
  tiles jsonb not null,
  flow uuid,
  model jsonb,
  -- Sealed, by name; those that stand elsewhere in secret_sources.
  secrets jsonb not null default '{}',
  secret_sources jsonb not null default '{}',
  version integer not null,
  modified_at timestamptz not null
);
create index copilot_workspace_flow on copilot_workspace (flow) where flow is not null;

-- What stands in the tiles of one conversation. `revision` rises with every change within the session.
create table copilot_tile (
  session bigint not null,
  tile text not null,
  org uuid not null,
  content jsonb not null,
  maker text not null check (maker in ('rules', 'flow', 'model')),
  problem text,
  revision integer not null,
  modified_at timestamptz not null,
  primary key (session, tile)
);

-- Inputs of tiles that were taken in: the key of a repeat.
create table copilot_input (
  session bigint not null,
  id text not null,
  org uuid not null,
  tile text not null,
  value jsonb not null,
  at timestamptz not null,
  primary key (session, id)
);

-- Whether the copilot follows the conversation: known with the handover, so that no message has to ask.
alter table handover add column copilot boolean not null default false;
