-- The transaction in which an entry came to the log: who follows the log goes by (xid, id) and stays below the oldest
-- transaction that is still open. Null: from before anybody could follow it.
alter table audit_log add column xid xid8;
alter table audit_log alter column xid set default pg_current_xact_id();
create index audit_log_trail on audit_log (xid, id) where xid is not null;
