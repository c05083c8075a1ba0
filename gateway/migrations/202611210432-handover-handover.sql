-- One handover of a session to human agents; `ordinal` counts them within the session.
create table handover (
  id bigint generated always as identity primary key,
  org uuid not null,
  session bigint not null,
  ordinal integer not null,
  endpoint uuid not null,
  provider text not null,
  state text not null,
  version integer not null default 1,
  request jsonb not null default '{}',
  -- Ids of the remote side: integration, queue, conversation.
  remote jsonb not null default '{}',
  remote_conversation text,
  agent jsonb,
  reason text,
  end_reason text,
  -- Customer participants of the remote conversation that had ended before this handover began.
  ended_participants jsonb not null default '[]',
  created_at timestamptz not null,
  changed_at timestamptz not null,
  ended_at timestamptz,
  next_check_at timestamptz,
  unique (session, ordinal)
);
create unique index handover_open on handover (session) where ended_at is null;
create index handover_due on handover (next_check_at) where ended_at is null;
create index handover_remote on handover (remote_conversation) where ended_at is null;

-- Webhooks that were taken in: the key of a repeat. Kept seven days.
create table remote_message (
  org uuid not null,
  integration_id text not null,
  message_id text not null,
  kind text not null,
  status text not null default '',
  at timestamptz not null,
  primary key (org, integration_id, message_id, kind, status)
);
create index remote_message_age on remote_message (at);
