-- Contacts that turned out to be one person: each names the contact it became, and the one at the head of them all.
-- They go with that one.
alter table external_contact
  add column merged_to uuid,
  add column canonical uuid,
  add foreign key (org, merged_to) references external_contact on delete cascade;
create index external_contact_merged on external_contact (org, canonical) where canonical is not null;
create index external_contact_merged_to on external_contact (org, merged_to) where merged_to is not null;

-- The conversations of a contact are found by their customers. The column never changes with the rest of a participant,
-- so that an update of one stays within its page.
alter table participant
  add column contact uuid generated always as ((doc ->> 'externalContactId')::uuid) stored;
create index participant_by_contact on participant (org, contact) where contact is not null;
