-- Variables of an organisation: read by its flows and by secret fields. A secure one is sealed in `secret`.
create table organisation_variable (
  org uuid not null,
  id uuid not null,
  name text not null,
  type text not null check (type in ('String', 'Integer', 'Decimal', 'Boolean', 'DateTime')),
  description text not null,
  value jsonb,
  secret bytea,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  primary key (org, id),
  check ((secret is null) <> (value is null))
);
create unique index organisation_variable_name on organisation_variable (org, lower(name));
