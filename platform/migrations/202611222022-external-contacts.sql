-- People outside, as the wire's external contacts. `doc` holds what clients write.
create table external_contact (
  org uuid not null,
  id uuid not null,
  type text not null check (type in ('Ephemeral', 'Identified', 'Curated')),
  doc jsonb not null,
  search text not null,
  created_at timestamptz not null,
  modified_at timestamptz not null,
  primary key (org, id)
);
create index external_contact_by_time on external_contact (org, modified_at desc, id);

-- How a person is known; each of these is one person's. `source` tells apart ids of different systems.
create table external_contact_identifier (
  org uuid not null,
  type text not null,
  source text not null,
  value text not null,
  contact uuid not null,
  created_at timestamptz not null,
  primary key (org, type, source, value),
  foreign key (org, contact) references external_contact on delete cascade
);
create index external_contact_identifier_by_contact on external_contact_identifier (org, contact);
