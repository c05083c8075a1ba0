-- The secret that was in use before, while receivers still move to the new one. It is worth nothing after its time.
alter table open_integration
  add column previous_secret bytea,
  add column previous_secret_until timestamptz;
