-- Agents who declined a waiting conversation are left out for a while, so that it does not come back at once.
create table acd_declined (
  waiting uuid not null,
  user_id uuid not null,
  until timestamptz not null,
  primary key (waiting, user_id)
);

create table media (
  id uuid primary key,
  org uuid not null,
  conversation uuid not null,
  communication uuid not null,
  name text,
  mime text,
  size bigint,
  expected_size bigint,
  expected_md5 text,
  status text not null default 'uploading' check (status in ('uploading', 'valid', 'invalid')),
  created_at timestamptz not null
);
create index media_by_communication on media (communication);

create table media_chunk (
  media uuid not null references media on delete cascade,
  seq integer not null,
  data bytea not null,
  primary key (media, seq)
);
alter table media_chunk alter column data set storage external;
