-- How far the audit log of the core services has come into the event log: the place of the last entry taken.
create table audit_reader (
  single boolean primary key default true check (single),
  xid xid8 not null,
  id uuid not null
);
insert into audit_reader (xid, id) values ('0', '00000000-0000-0000-0000-000000000000');
