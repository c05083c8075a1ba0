-- Audit entries of this half: written in the transaction of the change they tell of, removed when the audit log of
-- the core services has them. The log knows an entry by its id, so one that is handed over twice is there once.
create table audit_outbox (
  seq bigint generated always as identity primary key,
  org uuid not null,
  id uuid not null,
  at timestamptz not null,
  entry json not null
);
