-- Secrets that stand in the vault: which credential or variable, by the name of the setting. Those of `secrets` are here.
alter table endpoint add column secret_sources jsonb not null default '{}';
