-- Notification channels: rows, so that a socket may end on any node. The channel's id is the secret of its socket.
create table notification_channel (
  id text primary key,
  org uuid not null,
  user_id uuid,
  client_id text not null,
  token_id text not null,
  permissions text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz not null,
  -- The socket that serves the channel now; another one takes over by writing its own id here.
  connection uuid
);
create index notification_channel_by_owner on notification_channel (org, client_id, user_id, used_at);
create index notification_channel_by_expiry on notification_channel (expires_at);

create table notification_subscription (
  channel text not null references notification_channel (id) on delete cascade,
  topic text not null,
  primary key (channel, topic)
);
