-- Secrets, tokens and codes are random; only their SHA-256 is here.
create table oauth_client (
  org uuid not null references organisation (id),
  id uuid not null,
  name text not null,
  description text,
  grant_type text not null,
  secret_hash bytea not null,
  redirect_uris text[] not null default '{}',
  scopes text[] not null default '{}',
  token_seconds integer not null,
  state text not null default 'active' check (state in ('active', 'disabled', 'inactive')),
  authorization_state text not null default 'Authorized',
  authorized_by uuid,
  authorized_at timestamptz,
  bundled boolean not null default false,
  date_to_delete timestamptz,
  created_by uuid,
  created_at timestamptz not null,
  modified_by uuid,
  modified_at timestamptz not null,
  primary key (org, id)
);
create unique index oauth_client_id on oauth_client (id);

create table access_token (
  hash bytea primary key,
  org uuid not null,
  id uuid not null,
  client uuid not null,
  user_id uuid,
  family uuid,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null
);
create unique index access_token_id on access_token (id);
create index access_token_user on access_token (org, user_id) where user_id is not null;
create index access_token_client on access_token (org, client);
create index access_token_family on access_token (family) where family is not null;
create index access_token_expiry on access_token (expires_at);

-- `public`: the chain began with PKCE and no secret, so it goes on without one.
create table refresh_token (
  hash bytea primary key,
  org uuid not null,
  client uuid not null,
  user_id uuid not null,
  family uuid not null,
  public boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index refresh_token_family on refresh_token (family);
create index refresh_token_user on refresh_token (org, user_id);
create index refresh_token_client on refresh_token (org, client);

create table authorization_code (
  hash bytea primary key,
  org uuid not null,
  client uuid not null,
  user_id uuid not null,
  family uuid not null,
  redirect_uri text not null,
  code_challenge text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index authorization_code_expiry on authorization_code (expires_at);

create table sign_in_session (
  hash bytea primary key,
  org uuid not null,
  user_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index sign_in_session_user on sign_in_session (org, user_id);

-- Failed sign-ins by a hash of the e-mail given. No organisation: it is not known before the sign-in.
create table sign_in_failure (
  key bytea primary key,
  failures integer not null,
  first_at timestamptz not null,
  blocked_until timestamptz
);
