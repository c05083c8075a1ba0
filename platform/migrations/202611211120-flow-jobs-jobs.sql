-- Jobs that publish a flow out of a file. `may` is what whoever registered the job may do with flows.
create table flow_job (
  id uuid primary key,
  org uuid not null,
  status text not null check (status in ('Registered', 'Started', 'Success', 'Failure')),
  flow uuid,
  messages jsonb not null,
  user_id uuid,
  client_id text not null,
  may text[] not null,
  created_at timestamptz not null
);
create index flow_job_age on flow_job (created_at);
