-- Installed app integrations: entries of the catalogue with their configuration. `properties` may be incomplete.
-- `source` is the partner event source that was made for it (name, account, region); null while there is none.
create table app_integration (
  org uuid not null,
  id uuid not null,
  type text not null,
  name text not null,
  notes text not null,
  properties jsonb not null,
  version integer not null,
  intended text not null check (intended in ('ENABLED', 'DISABLED')),
  state text not null check (state in ('INACTIVE', 'ACTIVATING', 'ACTIVE', 'DEACTIVATING', 'ERROR')),
  problem jsonb,
  state_at timestamptz not null,
  delivery text not null,
  delivery_settings jsonb not null,
  source jsonb,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  primary key (org, id)
);

-- Two active ones never feed the same partner event source.
create unique index app_integration_active_suffix
  on app_integration (org, type, (properties ->> 'eventSourceSuffix')) where state = 'ACTIVE';

-- Secrets of a delivery, each as it is stored: a reference, or sealed where it was typed.
create table app_integration_secret (
  org uuid not null,
  integration uuid not null,
  setting text not null,
  secret jsonb not null,
  primary key (org, integration, setting)
);
