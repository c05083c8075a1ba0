-- When somebody was found to be there: a start that is repeated after a crash does not ask again.
alter table handover add column checked_at timestamptz;
