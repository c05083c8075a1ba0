-- Bot and automation flows with all their versions; the same tables as the contact centre keeps its message flows in.
create table flow (
  id uuid primary key,
  org uuid not null,
  name text not null,
  description text,
  type text not null,
  division uuid,
  active boolean not null default true,
  published_version integer,
  saved_version integer,
  checked_in_version integer,
  -- Labels point at published versions: a rollback is another number here.
  labels jsonb not null default '{}',
  locked_by uuid,
  locked_by_client boolean not null default false,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  published_by uuid
);
create unique index flow_name on flow (org, type, lower(name));

create table flow_version (
  flow uuid not null references flow (id) on delete cascade,
  org uuid not null,
  version integer not null,
  document json not null,
  -- Insecure strings of the document, sealed, by their place in it (`<action>.<setting>`).
  secrets jsonb not null default '{}',
  created_by uuid,
  created_at timestamptz not null,
  checked_in_at timestamptz,
  published_at timestamptz,
  primary key (flow, version)
);

-- Raised in the transaction of every change that published flows are read anew after.
create table configuration_version (
  one boolean primary key default true check (one),
  version bigint not null
);
insert into configuration_version (version) values (1);
