-- What colleagues tell each other about a conversation. `asked`: whom the note asks for advice.
create table conversation_note (
  id uuid primary key,
  org uuid not null,
  conversation uuid not null,
  author uuid not null,
  asked uuid,
  body text not null,
  -- Tells notes of the same instant apart.
  n bigint generated always as identity,
  created_at timestamptz not null
);
create index conversation_note_by_conversation on conversation_note (conversation, n);

-- Who looks at a conversation. Worth nothing after some seconds, so nothing is lost when a crash empties it.
create unlogged table conversation_viewer (
  org uuid not null,
  conversation uuid not null,
  user_id uuid not null,
  seen_at timestamptz not null,
  primary key (conversation, user_id)
);
