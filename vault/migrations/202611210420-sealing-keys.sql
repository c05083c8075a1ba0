-- Which root key this database was sealed with: another key must not start on it.
create table root_key (
  singleton boolean primary key default true check (singleton),
  fingerprint text not null,
  created_at timestamptz not null
);

-- Data keys, wrapped under the root key. The newest of an organisation seals; the older ones still open.
create table data_key (
  org uuid not null,
  id uuid not null,
  wrapped bytea not null,
  created_at timestamptz not null,
  primary key (org, id)
);
create index data_key_newest on data_key (org, created_at desc);
