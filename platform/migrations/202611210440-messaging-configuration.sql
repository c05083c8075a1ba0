-- Raised by every change of configuration that nodes keep snapshots of.
create table configuration_version (
  one boolean primary key default true check (one),
  version bigint not null
);
insert into configuration_version (version) values (1);

-- Ids of supported content are not always UUIDs on the wire.
create table supported_content (
  org uuid not null,
  id text not null,
  name text not null,
  media_types jsonb not null,
  built_in boolean not null default false,
  version integer not null default 1,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  created_by uuid,
  modified_by uuid,
  primary key (org, id)
);

create table messaging_setting (
  org uuid not null,
  id uuid not null,
  name text not null,
  content jsonb,
  event jsonb,
  version integer not null default 1,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  created_by uuid,
  modified_by uuid,
  primary key (org, id)
);
create unique index messaging_setting_name on messaging_setting (org, lower(name));

-- Defaults of an organisation. `threading` is null for the product's own windows.
create table messaging_default (
  org uuid primary key,
  supported_content text,
  setting uuid,
  threading jsonb
);

-- `flow` is the recipient's: the recipient is born with the integration and has its id.
create table open_integration (
  id uuid primary key,
  org uuid not null,
  name text not null,
  webhook_url text not null,
  webhook_headers jsonb not null,
  secret bytea not null,
  supported_content text not null,
  messaging_setting uuid,
  flow uuid,
  version integer not null default 1,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  created_by uuid,
  modified_by uuid,
  recipient_modified_at timestamptz not null,
  recipient_modified_by uuid,
  identity_resolution jsonb
);
create index open_integration_by_org on open_integration (org, lower(name));
create index open_integration_by_flow on open_integration (flow) where flow is not null;
