-- OAuth connections. `settings` holds what may be shown, `secret` is sealed.
create table connection (
  org uuid not null,
  id uuid not null,
  name text not null,
  grant_type text not null check (grant_type in ('clientCredentials', 'authorizationCode', 'authorizationCodePkce')),
  sharing text not null check (sharing in ('shared', 'perUser')),
  enabled boolean not null,
  settings jsonb not null,
  secret bytea,
  version integer not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  primary key (org, id)
);
create unique index connection_name on connection (org, lower(name));

-- What a connection was granted. `user_id` is the nil UUID for the token that is everybody's. `tokens` are sealed, bound
-- to `token_version`, which grows with every set of tokens: whoever stores names the version it started from. The lease
-- says who talks to the token endpoint; one that ran out was cut off.
create table connection_grant (
  org uuid not null,
  connection uuid not null,
  user_id uuid not null,
  state text not null check (state in ('active', 'needsReauthorization', 'error')),
  token_version integer not null,
  tokens bytea,
  lifetime_seconds integer,
  expires_at timestamptz,
  refresh_expires_at timestamptz,
  authorized_at timestamptz,
  refreshed_at timestamptz,
  failures integer not null default 0,
  retry_at timestamptz,
  problem_code text,
  problem_message text,
  problem_at timestamptz,
  lease_owner uuid,
  lease_until timestamptz,
  primary key (org, connection, user_id),
  foreign key (org, connection) references connection on delete cascade
);

-- Sign-ins under way. States and browsers are hashed, the code verifier is sealed. Gone with their first use.
create table connection_sign_in (
  org uuid not null,
  id uuid not null,
  connection uuid not null,
  connection_version integer not null,
  user_id uuid not null,
  actor_kind text not null,
  actor_id uuid not null,
  state_hash bytea not null,
  browser_hash bytea not null,
  verifier bytea,
  redirect_uri text not null,
  expires_at timestamptz not null,
  primary key (org, id),
  foreign key (org, connection) references connection on delete cascade
);
create unique index connection_sign_in_state on connection_sign_in (state_hash);
create index connection_sign_in_end on connection_sign_in (expires_at);
