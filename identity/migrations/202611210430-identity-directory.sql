create table organisation (
  id uuid primary key,
  name text not null,
  short_name text not null,
  default_language text not null default 'en-us',
  default_country_code text not null default 'US',
  settings jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null
);
create unique index organisation_short_name on organisation (lower(short_name));

create table division (
  org uuid not null references organisation (id),
  id uuid not null,
  name text not null,
  description text not null default '',
  home boolean not null default false,
  created_at timestamptz not null,
  deleted_at timestamptz,
  primary key (org, id)
);
create unique index division_name on division (org, lower(name)) where deleted_at is null;
create unique index division_home on division (org) where home;

create table app_user (
  org uuid not null references organisation (id),
  id uuid not null,
  email text not null,
  name text not null,
  password_hash text,
  state text not null default 'active' check (state in ('active', 'inactive', 'deleted')),
  division uuid not null,
  profile jsonb not null default '{}',
  version integer not null default 1,
  last_sign_in_at timestamptz,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  primary key (org, id),
  foreign key (org, division) references division (org, id)
);
create unique index app_user_email on app_user (org, lower(email)) where state <> 'deleted';
create index app_user_sign_in on app_user (lower(email)) where state <> 'deleted';
create index app_user_name on app_user (org, lower(name), id);

-- Policies as written: {domain, entityName, actionSet[]}, with "*" for all; expanded when a token is checked.
create table role (
  org uuid not null references organisation (id),
  id uuid not null,
  name text not null,
  description text not null default '',
  default_role_id text,
  policies jsonb not null default '[]',
  created_at timestamptz not null,
  modified_at timestamptz not null,
  primary key (org, id)
);
create unique index role_name on role (org, lower(name));

-- Who holds which role over which division: users and OAuth clients.
create table access_grant (
  org uuid not null,
  subject uuid not null,
  subject_type text not null check (subject_type in ('PC_USER', 'PC_OAUTH_CLIENT')),
  role uuid not null,
  division uuid not null,
  granted_at timestamptz not null,
  primary key (org, subject, role, division),
  foreign key (org, role) references role (org, id) on delete cascade,
  foreign key (org, division) references division (org, id)
);
create index access_grant_role on access_grant (org, role);
create index access_grant_division on access_grant (org, division);

-- Counts what may change a principal of the organisation; nodes compare it to know that a cached one is stale.
create table access_version (
  org uuid primary key references organisation (id),
  version bigint not null default 1
);
