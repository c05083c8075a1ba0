-- When an entry reached the log; later than `at` for those that other packages hand over. Null: when it happened.
alter table audit_log add column stored_at timestamptz;
