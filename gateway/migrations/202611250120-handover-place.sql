-- Where at its provider the handover began, as a hash of the settings that say so: an earlier talk elsewhere is none that
-- its agents could read. Null: not known.
alter table handover add column place text;
