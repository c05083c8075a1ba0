-- Connectors: what flows call other systems through. `settings` may be shown; `secret` is a stored secret field, sealed
-- where it is an insecure string. The consent keeps the name that whoever gave it had then.
create table connector (
  org uuid not null,
  id uuid not null,
  name text not null,
  kind text not null check (kind in ('platform', 'webex', 'genesysCloud', 'custom')),
  access text not null check (access in ('read', 'readWrite')),
  scopes text[] not null,
  settings jsonb not null,
  connection uuid,
  secret jsonb,
  state text not null check (state in ('active', 'inactive')),
  consent_kind text not null check (consent_kind in ('user', 'client')),
  consent_by uuid not null,
  consent_name text not null,
  consent_at timestamptz not null,
  consent_version integer not null,
  version integer not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  primary key (org, id)
);
create unique index connector_name on connector (org, lower(name));
