-- What was refused goes by its age, over all destinations.
create index destination_dead_letter_by_age on destination_dead_letter (died_at);
-- Dead letters that nobody sent again before they went.
alter table destination add column expired bigint not null default 0;
