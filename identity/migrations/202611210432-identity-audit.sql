create table audit_log (
  org uuid not null references organisation (id),
  id uuid not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('user', 'client', 'system')),
  actor_id uuid,
  action text not null,
  entity_type text not null,
  entity_id text,
  entity_name text,
  changes jsonb not null default '{}',
  correlation_id text,
  primary key (org, id)
);
create index audit_log_time on audit_log (org, at desc, id);
create index audit_log_entity on audit_log (org, entity_type, entity_id, at desc);
