-- Canned responses and the libraries they stand in. A response may stand in several; it goes with the last of them.
create table response_library (
  id uuid primary key,
  org uuid not null,
  name text not null,
  response_type text,
  division uuid,
  version integer not null default 1,
  created_by uuid,
  created_at timestamptz not null
);
create unique index response_library_by_name on response_library (org, lower(name));

create table canned_response (
  id uuid primary key,
  org uuid not null,
  name text,
  -- Name and texts in lower case, for the search.
  search text not null,
  response_type text,
  interaction_type text,
  -- Texts, substitutions and the like as given on the wire.
  doc jsonb not null,
  version integer not null default 1,
  created_by uuid,
  created_at timestamptz not null
);
create index canned_response_by_org on canned_response (org, lower(name));

create table canned_response_library (
  org uuid not null,
  library uuid not null references response_library on delete cascade,
  response uuid not null references canned_response on delete cascade,
  primary key (library, response)
);
create index canned_response_library_by_response on canned_response_library (response);
