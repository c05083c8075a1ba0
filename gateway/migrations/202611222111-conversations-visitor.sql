-- Whose conversation it is: `id:<sub>` of a signed identity, or `anon:<random>` of one browser. Null: of nobody known.
alter table session add column visitor text;
-- What a signed identity says of the customer beside the name.
alter table session add column profile jsonb;
create index session_by_visitor on session (endpoint, visitor, active_at desc) where visitor is not null;
