alter table destination
  -- Snapshots (pg_snapshot) of the moments at which topics were chosen: what was committed by then is not sent for them.
  add column topics_from jsonb not null default '{}',
  -- The version that the holder of the lease sends by; what was sent by an older one has ended.
  add column seen_version bigint not null default 0;
