-- How much work agents have at once. `capacity` is that of messages, which is all that is assigned here; null leaves it
-- to the level above. A user's own capacity is `agent.capacity`.
create table routing_utilization (
  org uuid primary key,
  capacity integer,
  doc jsonb not null
);

create table user_utilization (
  org uuid not null,
  user_id uuid not null,
  doc jsonb not null,
  primary key (org, user_id)
);

-- What becomes of conversations that wait for a queue that was deleted. Rows stay: a conversation of an agent who was
-- offered it before the deletion may come back to the queue much later.
create table queue_removal (
  queue uuid primary key,
  org uuid not null,
  move_to uuid,
  farewell text,
  removed_at timestamptz not null
);
