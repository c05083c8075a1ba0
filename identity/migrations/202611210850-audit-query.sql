-- Queries of the audit log that were asked for over the wire; their results are read from the log. Kept a day.
create table audit_query (
  org uuid not null references organisation (id),
  id uuid not null,
  request jsonb not null,
  created_at timestamptz not null,
  primary key (org, id)
);
