-- Several may close a place at once: until when each of them does, by their numbers. closing_until is the latest of these.
alter table endpoint add column closings jsonb not null default '{}';
alter table handover_provider add column closings jsonb not null default '{}';
alter table channel add column closings jsonb not null default '{}';
create sequence place_closing;
