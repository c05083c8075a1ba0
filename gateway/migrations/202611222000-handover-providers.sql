-- Contact centres that bots of an organisation hand over to. Secrets are sealed, or named where they stand.
create table handover_provider (
  id uuid primary key,
  org uuid not null,
  name text not null,
  kind text not null,
  settings jsonb not null default '{}',
  secrets jsonb not null default '{}',
  secret_sources jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null,
  modified_at timestamptz not null
);
create unique index handover_provider_name on handover_provider (org, lower(name));

-- Which providers a remote integration belongs to, as endpoint_integration says of endpoints.
create table handover_provider_integration (
  integration_id text not null,
  provider uuid not null references handover_provider (id) on delete cascade,
  org uuid not null,
  seen_at timestamptz not null,
  primary key (integration_id, provider)
);

-- The provider a handover began with; null: the settings of its endpoint.
alter table handover add column provider_id uuid;

-- What the last delivery of a contact centre proved. `owner` is a provider or an endpoint.
create table handover_delivery (
  owner uuid primary key,
  org uuid not null,
  proved_at timestamptz,
  refused_at timestamptz
);
