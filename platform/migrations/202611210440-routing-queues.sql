create table queue (
  id uuid primary key,
  org uuid not null,
  name text not null,
  division uuid,
  -- Settings as given on the wire, without what has a column of its own.
  doc jsonb not null,
  created_by uuid,
  modified_by uuid,
  created_at timestamptz not null,
  modified_at timestamptz not null
);
create unique index queue_by_name on queue (org, lower(name));

create table queue_member (
  org uuid not null,
  queue uuid not null references queue on delete cascade,
  user_id uuid not null,
  joined boolean not null default true,
  added_at timestamptz not null,
  primary key (queue, user_id)
);
create index queue_member_by_user on queue_member (org, user_id);

create table wrapup_code (
  id uuid primary key,
  org uuid not null,
  name text not null,
  description text,
  division uuid,
  created_by uuid,
  modified_by uuid,
  created_at timestamptz not null,
  modified_at timestamptz not null
);
create unique index wrapup_code_by_name on wrapup_code (org, lower(name));

create table queue_wrapup_code (
  org uuid not null,
  queue uuid not null references queue on delete cascade,
  code uuid not null references wrapup_code on delete cascade,
  primary key (queue, code)
);
create index queue_wrapup_code_by_code on queue_wrapup_code (code);

-- Skills and languages differ in nothing but their names on the wire.
create table ability (
  id uuid primary key,
  org uuid not null,
  kind text not null check (kind in ('skill', 'language')),
  name text not null,
  division uuid,
  version integer not null default 1,
  modified_at timestamptz not null
);
create unique index ability_by_name on ability (org, kind, lower(name));

create table user_ability (
  org uuid not null,
  user_id uuid not null,
  ability uuid not null references ability on delete cascade,
  kind text not null,
  proficiency numeric not null,
  primary key (org, user_id, ability)
);
create index user_ability_by_ability on user_ability (ability);

create table routing_settings (
  org uuid primary key,
  doc jsonb not null
);
