-- A door of the bot side: which bot answers, and where conversations are handed over. Secrets are sealed.
create table endpoint (
  id uuid primary key,
  org uuid not null,
  name text not null,
  -- Public part of the address; not a secret.
  token text not null unique,
  -- SHA-256 of the Direct Line secret; the secret itself is shown once.
  secret_hash bytea unique,
  locale text not null default 'en',
  active boolean not null default true,
  bot_kind text not null,
  bot_settings jsonb not null default '{}',
  handover_provider text,
  handover_settings jsonb not null default '{}',
  secrets jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null,
  modified_at timestamptz not null
);
create unique index endpoint_name on endpoint (org, lower(name));

-- Which endpoints a remote integration belongs to, learned when the deployment name is resolved: the tenant of a webhook.
create table endpoint_integration (
  integration_id text not null,
  endpoint uuid not null references endpoint (id) on delete cascade,
  org uuid not null,
  seen_at timestamptz not null,
  primary key (integration_id, endpoint)
);
