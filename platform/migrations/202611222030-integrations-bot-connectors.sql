-- Which credentials an integration uses, by the name its type gives them.
alter table app_integration add column credentials jsonb not null default '{}';

-- Credentials of integrations: the fields as one sealed JSON object.
create table integration_credential (
  org uuid not null,
  id uuid not null,
  name text not null,
  type text not null,
  field_names jsonb not null,
  fields bytea not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  primary key (org, id)
);

-- Bots that a Bot Connector offers to flows, as they were put.
create table bot_connector_list (
  org uuid not null,
  integration uuid not null,
  bots jsonb not null,
  modified_at timestamptz not null,
  primary key (org, integration)
);
