-- A client secret may stand in the vault or in a variable instead of being sealed in `secret`.
alter table connection add column secret_source jsonb;
alter table connection add check (secret is null or secret_source is null);
