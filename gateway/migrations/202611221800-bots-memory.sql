-- What a kind of bot keeps of one conversation: its place in the bot's own conversation and what it answered last.
create table bot_memory (
  session bigint not null,
  -- Kind of the bot and the endpoint it belongs to: a flow may ask bots of other endpoints.
  slot text not null,
  org uuid not null,
  value jsonb not null,
  changed_at timestamptz not null,
  primary key (session, slot)
);
