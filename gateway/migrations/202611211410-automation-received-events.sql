-- Events that came from elsewhere and stand in the event log, by their id: one that comes again is known.
create table received_event (
  org uuid not null,
  id uuid not null,
  at timestamptz not null,
  primary key (org, id)
);
create index received_event_age on received_event (at);
