-- Positions of the customer's words that were meant for the agents of this handover and did not reach them: those of a
-- further one read them in what was said before.
alter table handover add column unheard integer[] not null default '{}';
