-- Drafts that run in the simulator: everything of one, sealed as a whole, for an hour.
create table flow_simulation (
  id uuid primary key,
  org uuid not null,
  -- The user or client whose simulation it is.
  owner uuid not null,
  -- Grows with every exchange: whoever saw an older one may not write.
  revision integer not null default 0,
  sealed text not null,
  -- Until when the node that calls another system for it is trusted to be alive.
  calling_until timestamptz,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index flow_simulation_owner on flow_simulation (org, owner, created_at);
create index flow_simulation_age on flow_simulation (expires_at);
