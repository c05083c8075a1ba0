-- Requests of OAuth clients by day (UTC), as they were answered. `user_key` is the user's id, or empty without one.
create table client_usage (
  org uuid not null,
  client uuid not null,
  user_key text not null,
  day date not null,
  method text not null,
  template text not null,
  status200 bigint not null default 0,
  status300 bigint not null default 0,
  status400 bigint not null default 0,
  status429 bigint not null default 0,
  status500 bigint not null default 0,
  primary key (client, day, user_key, method, template)
);
create index client_usage_by_day on client_usage (day);

-- Answered queries, to be fetched for a day.
create table client_usage_query (
  id uuid primary key,
  org uuid not null,
  client uuid not null,
  rows jsonb not null,
  created_at timestamptz not null
);
create index client_usage_query_by_time on client_usage_query (created_at);
