-- What colleagues file a conversation under. `key`: the name in small letters, so that two spellings are one label.
create table conversation_label (
  org uuid not null,
  conversation uuid not null,
  key text not null,
  name text not null,
  added_by uuid not null,
  added_at timestamptz not null,
  primary key (conversation, key)
);
create index conversation_label_by_key on conversation_label (org, key);
create index conversation_label_newest on conversation_label (org, added_at desc);
