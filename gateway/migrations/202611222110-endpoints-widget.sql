-- How the chat of the endpoint looks on pages; what is absent is as the chat has it by itself.
alter table endpoint add column widget jsonb not null default '{}';
-- How signed identities of visitors are checked; null: nobody can sign in.
alter table endpoint add column identity_kind text;
alter table endpoint add column identity_settings jsonb not null default '{}';
