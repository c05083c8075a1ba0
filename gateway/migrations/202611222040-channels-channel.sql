-- A way to customers beside the web chat, such as a Telegram bot. It belongs to an endpoint. Secrets are sealed.
create table channel (
  id uuid primary key,
  org uuid not null,
  endpoint uuid not null references endpoint (id) on delete cascade,
  name text not null,
  kind text not null,
  -- Part of the address that the vendor calls: not to be guessed, yet no proof of anything.
  token text not null unique,
  active boolean not null default true,
  settings jsonb not null default '{}',
  secrets jsonb not null default '{}',
  -- Secrets that stand in the vault: which credential or variable, by the name of the setting.
  secret_sources jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null,
  modified_at timestamptz not null
);
create unique index channel_name on channel (org, lower(name));
create index channel_by_endpoint on channel (endpoint);

-- Where a session's customer is written to; null: the web chat.
alter table session add column channel uuid;
alter table session add column channel_address text;

-- The session that a customer, or a thread of the vendor, is in now.
create table channel_thread (
  channel uuid not null references channel (id) on delete cascade,
  address text not null,
  org uuid not null,
  session bigint not null references session (id) on delete cascade,
  primary key (channel, address)
);
create index channel_thread_by_session on channel_thread (session);

-- What vendors have delivered: the key of a repeat.
create table channel_inbound (
  channel uuid not null,
  remote_id text not null,
  org uuid not null,
  session bigint,
  at timestamptz not null,
  primary key (channel, remote_id)
);
create index channel_inbound_by_session on channel_inbound (session);
create index channel_inbound_latest on channel_inbound (channel, at);

-- What vendors were given, a row for each part of a message: a part that is with them is not sent again.
create table channel_outbound (
  session bigint not null,
  seq bigint not null,
  part integer not null,
  org uuid not null,
  channel uuid not null,
  remote_id text,
  status text not null check (status in ('sent', 'delivered', 'read', 'failed')),
  reason text,
  at timestamptz not null,
  primary key (session, seq, part)
);
create index channel_outbound_remote on channel_outbound (channel, remote_id) where remote_id is not null;
create index channel_outbound_latest on channel_outbound (channel, at);
