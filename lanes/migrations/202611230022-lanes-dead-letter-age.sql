-- The sweep of dead letters goes by their age.
create index dead_letter_by_age on dead_letter (died_at);

-- How many dead letters were removed because of their age that nobody had sent again, for whoever asks where they are.
create table dead_letter_expired (
  org uuid not null,
  queue text not null,
  -- What they were for, where the queue has work for several; empty: one thing.
  subject text not null,
  expired bigint not null,
  expired_at timestamptz not null,
  primary key (org, queue, subject)
);
