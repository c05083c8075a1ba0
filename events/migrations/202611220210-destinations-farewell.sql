-- Destinations that are gone and left something at the other side, such as a partner event source: what it takes to
-- remove it, until it is removed or nobody managed to for days. `next_at` is also the claim of whoever is at it.
create table destination_farewell (
  id uuid primary key,
  org uuid not null,
  destination uuid not null,
  kind text not null,
  name text not null,
  settings jsonb not null,
  -- Sealed for the destination.
  secrets jsonb not null,
  secret_sources jsonb not null,
  source jsonb not null,
  created_at timestamptz not null,
  next_at timestamptz not null,
  attempts integer not null default 0,
  reason text
);
create index destination_farewell_by_time on destination_farewell (next_at);
