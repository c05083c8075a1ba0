-- Labels point at published versions: a rollback is another number here.
alter table flow add column labels jsonb not null default '{}';

-- Insecure strings of the document, sealed, by their place in it (`<action>.<setting>`).
alter table flow_version add column secrets jsonb not null default '{}';
