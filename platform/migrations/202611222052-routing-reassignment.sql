-- When a conversation leaves an agent who does nothing: after so many seconds without an answer, to which queue (null:
-- the same), and whether a sign-out counts as doing nothing. A queue without a row never takes anything back.
create table queue_reassignment (
  org uuid not null,
  queue uuid primary key references queue on delete cascade,
  answer_seconds integer,
  move_to uuid,
  on_sign_out boolean not null
);
