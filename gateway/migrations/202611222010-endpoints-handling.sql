-- How conversations with agents go at an endpoint: options of handovers, and the hours; null: always open.
create table endpoint_handling (
  endpoint uuid primary key references endpoint (id) on delete cascade,
  org uuid not null,
  options jsonb not null default '{}',
  hours jsonb,
  modified_at timestamptz not null
);

-- Times of a handover: when a silent customer is warned, the form of who leaves a message; what the handover followed.
alter table handover add column idle jsonb;
alter table handover add column form jsonb;
alter table handover add column told_queue_at timestamptz;

-- One survey of a handover; the first answer counts.
create table handover_survey (
  handover bigint primary key,
  org uuid not null,
  session bigint not null,
  id text not null,
  question text not null,
  as_text boolean not null default false,
  score smallint check (score between 1 and 5),
  comment text,
  asked_at timestamptz not null,
  answered_at timestamptz
);
create index handover_survey_session on handover_survey (session);
