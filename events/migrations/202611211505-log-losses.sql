-- Events that were removed from the log before a destination had looked at them: kept for it beyond their time, but
-- not for ever. Added up over the life of the destination; `first_at` and `last_at` are times of the events.
create table destination_loss (
  destination uuid primary key references destination (id) on delete cascade,
  org uuid not null,
  events bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  noted_at timestamptz not null
);
