-- When a customer who became a contact by writing was last heard of: such contacts go some time after that. Null: since
-- the last change.
alter table external_contact add column seen_at timestamptz;
create index external_contact_by_seen on external_contact ((coalesce(seen_at, modified_at))) where type = 'Ephemeral';
