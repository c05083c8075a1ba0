-- Browsers in which a user has signed in before, by a hash of e-mail and cookie: strangers cannot lock these out.
create table known_browser (
  key bytea primary key,
  org uuid not null,
  user_id uuid not null,
  seen_at timestamptz not null
);
create index known_browser_seen on known_browser (seen_at);
