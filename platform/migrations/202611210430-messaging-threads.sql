-- A thread is one customer on one open integration, for ever: the key of lock, lane and sequence.
-- `lock_key` is a hash of (integration, customer), so the lock can be taken before the row is there.
-- `state` is the live part of the current conversation (`live`), read and written whole.
create table thread (
  id bigint generated always as identity primary key,
  org uuid not null,
  integration uuid not null,
  customer text not null,
  profile json not null,
  part smallint not null,
  lock_key bigint not null,
  last_seq bigint not null default 0,
  conversation uuid,
  conversation_ended_at timestamptz,
  -- Threading window as of the last message: what ended at or before this is not opened again.
  cutoff timestamptz not null default '-infinity',
  live uuid,
  state json,
  created_at timestamptz not null default now(),
  unique (integration, customer)
) with (fillfactor = 40, autovacuum_vacuum_scale_factor = 0.1);

create table conversation (
  id uuid primary key,
  org uuid not null,
  thread bigint not null,
  integration uuid not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  owner text not null,
  queue uuid,
  version integer not null,
  external_tag text
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.1);
create index conversation_by_org on conversation (org, started_at);
create index conversation_by_thread on conversation (thread);

-- `live` until the participant has ended and its after-call work is done; then the row never changes again.
create table participant (
  id uuid not null,
  org uuid not null,
  conversation uuid not null,
  ordinal bigint generated always as identity,
  live boolean not null,
  purpose text not null,
  user_id uuid,
  queue uuid,
  doc json not null,
  primary key (conversation, id)
) with (fillfactor = 80);
create index participant_live_user on participant (user_id) where live and user_id is not null;

-- `communication` is null for inbound messages: they belong to the customer participant of their time.
create table message (
  org uuid not null,
  thread bigint not null,
  seq bigint not null,
  id uuid not null,
  conversation uuid not null,
  direction text not null,
  communication uuid,
  user_id uuid,
  originating_entity text,
  at timestamptz not null,
  status text not null,
  receipts json,
  body json not null,
  primary key (thread, seq)
);
create unique index message_by_id on message (id);

-- What a channel called its message; rows live 7 days.
create table inbound_key (
  integration uuid not null,
  customer text not null,
  key text not null,
  message uuid not null,
  at timestamptz not null,
  primary key (integration, customer, key)
);
create index inbound_key_by_time on inbound_key using brin (at);

-- Customers waiting for an agent; the id is the acd participant's.
create table acd_waiting (
  id uuid primary key,
  org uuid not null,
  queue uuid not null,
  thread bigint not null,
  part smallint not null,
  conversation uuid not null,
  priority integer not null,
  skill_ids uuid[] not null,
  language_id uuid,
  preferred uuid[] not null,
  since timestamptz not null
);
create index acd_waiting_by_queue on acd_waiting (queue, priority desc, since);
