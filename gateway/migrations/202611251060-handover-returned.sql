-- Positions of the customer's words that were given back to whoever has the customer after this handover: each once,
-- whatever was told of it before.
alter table handover add column returned integer[] not null default '{}';
