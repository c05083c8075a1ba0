-- What the first start owes the operator: demo content and the administrator's password. A row without finished_at is
-- owed by the next start; installations from before this table have none and owe nothing.
create table first_run (
  org uuid primary key references organisation (id),
  admin_id uuid not null,
  created_at timestamptz not null,
  demo_at timestamptz,
  finished_at timestamptz
);
