-- When a start was first sent whose answer may be lost: the contact centre may have the conversation without our knowing.
alter table handover add column tried_at timestamptz;
