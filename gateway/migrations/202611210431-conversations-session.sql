-- One customer's conversation with one endpoint; its row is the lock of everything that happens in it.
create table session (
  id bigint generated always as identity primary key,
  org uuid not null,
  endpoint uuid not null,
  part smallint not null,
  conversation_id text not null unique,
  user_id text not null,
  user_name text,
  -- The id was bound by the owner of the secret, not chosen by a browser.
  user_trusted boolean not null default false,
  locale text not null,
  last_seq bigint not null default 0,
  -- Counts the sockets opened on the conversation; only the newest may stay.
  stream_epoch integer not null default 0,
  created_at timestamptz not null,
  active_at timestamptz not null
);
create index session_by_org on session (org, active_at desc);

create table activity (
  session bigint not null,
  seq bigint not null,
  org uuid not null,
  type text not null,
  direction text not null check (direction in ('user', 'bot', 'agent', 'system')),
  -- What tells a repeat: client id, step of the bot, id of a remote message.
  key text,
  -- 32 hex digits: the id of this activity on the handover wire.
  message_id text not null,
  handover bigint,
  handled boolean not null default true,
  body jsonb not null,
  created_at timestamptz not null,
  primary key (session, seq)
);
create unique index activity_key on activity (session, key) where key is not null;
create index activity_message on activity (session, message_id);

-- The timeline behind the messages: calls, attempts, webhooks and changes of state.
create table hop (
  id bigint generated always as identity primary key,
  session bigint not null,
  org uuid not null,
  handover bigint,
  kind text not null,
  summary text not null,
  ok boolean not null,
  detail jsonb not null default '{}',
  at timestamptz not null
);
create index hop_by_session on hop (session, id);

create table attachment (
  id uuid primary key,
  org uuid not null,
  session bigint not null,
  name text not null,
  content_type text not null,
  bytes integer not null,
  created_at timestamptz not null
);
create table attachment_chunk (
  attachment uuid not null references attachment (id) on delete cascade,
  position integer not null,
  data bytea not null,
  primary key (attachment, position)
);
alter table attachment_chunk alter column data set storage external;
