-- What has happened in the vault, on its way to the event log of the gateway: written in the transaction of the change,
-- removed when the log has it. The log knows an event by its id, so one that is handed over twice is there once.
create table vault_event (
  seq bigint generated always as identity primary key,
  org uuid not null,
  id uuid not null,
  type text not null,
  key text not null,
  data json not null,
  at timestamptz not null
);
create index vault_event_age on vault_event (at);
