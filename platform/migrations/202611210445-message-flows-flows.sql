-- Flows of the platform. Versions are counted from 1 and never change once stored.
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
  created_by uuid,
  created_at timestamptz not null,
  checked_in_at timestamptz,
  published_at timestamptz,
  primary key (flow, version)
);
