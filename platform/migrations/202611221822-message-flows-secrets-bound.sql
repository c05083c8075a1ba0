-- Whether each insecure string of a version is sealed for its flow and its place there. Those of the time before are
-- sealed for flows of the organisation as a whole, until the rotation of keys seals them anew.
alter table flow_version add column secrets_bound boolean not null default false;
