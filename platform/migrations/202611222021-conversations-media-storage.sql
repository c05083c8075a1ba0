-- Where the bytes are, what they are, and for what a customer sent: the address it was read from.
alter table media
  add column storage text not null default 'postgres' check (storage in ('postgres', 's3')),
  add column sha256 text,
  add column source text;

-- Objects whose media is gone: they are removed from the storage afterwards, whoever deleted the row.
create table media_object_removal (
  media uuid primary key,
  org uuid not null,
  at timestamptz not null default now()
);

create function note_media_object() returns trigger language plpgsql as $$
begin
  insert into media_object_removal (media, org)
  select id, org from gone where storage = 's3'
  on conflict do nothing;
  return null;
end $$;

create trigger media_object_gone after delete on media
  referencing old table as gone for each statement execute function note_media_object();
