-- Scopes of a single token; null: those of its client.
alter table access_token add column scopes text[];
