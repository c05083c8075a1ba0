-- Lockers hold credentials; users are members of them, roles of the organisation consume what is inside.
create table locker (
  org uuid not null,
  id uuid not null,
  name text not null,
  description text not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  primary key (org, id)
);
create unique index locker_name on locker (org, lower(name));

create table locker_member (
  org uuid not null,
  locker uuid not null,
  user_id uuid not null,
  role text not null check (role in ('owner', 'manager', 'participant')),
  primary key (org, locker, user_id),
  foreign key (org, locker) references locker on delete cascade
);

create table locker_consumer (
  org uuid not null,
  locker uuid not null,
  role_id uuid not null,
  primary key (org, locker, role_id),
  foreign key (org, locker) references locker on delete cascade
);

-- `owner` is a user or an OAuth client. `external_path`: values are read from the external store, below that path.
create table credential (
  org uuid not null,
  id uuid not null,
  name text not null,
  description text not null,
  locker uuid,
  owner uuid not null,
  external_path text,
  version integer not null default 1,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  primary key (org, id),
  foreign key (org, locker) references locker
);
create unique index credential_name on credential (org, lower(name));
create index credential_locker on credential (org, locker);

create table credential_attribute (
  org uuid not null,
  credential uuid not null,
  id uuid not null,
  position integer not null,
  name text not null,
  description text not null,
  input text not null check (input in ('standard', 'userProvided')),
  masked boolean not null,
  primary key (org, credential, id),
  foreign key (org, credential) references credential on delete cascade
);

-- Sealed. `user_id` is the nil UUID for the standard value, which is everybody's.
create table credential_value (
  org uuid not null,
  credential uuid not null,
  attribute uuid not null,
  user_id uuid not null,
  sealed bytea not null,
  set_at timestamptz not null,
  primary key (org, credential, attribute, user_id),
  foreign key (org, credential, attribute) references credential_attribute on delete cascade
);

-- How often values were opened, by the hour.
create table credential_use (
  org uuid not null,
  credential uuid not null,
  attribute uuid not null,
  user_id uuid not null,
  hour timestamptz not null,
  uses integer not null,
  primary key (org, credential, hour, attribute, user_id),
  foreign key (org, credential) references credential on delete cascade
);

create table vault_policy (
  org uuid primary key,
  insecure_strings text not null check (insecure_strings in ('allowed', 'forbidden'))
);

-- The last change of an organisation's data key; not finished means that it goes on when it is started again.
create table key_rotation (
  org uuid primary key,
  key uuid not null,
  started_at timestamptz not null,
  finished_at timestamptz
);
