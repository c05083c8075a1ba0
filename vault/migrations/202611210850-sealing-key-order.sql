-- Which of an organisation's keys is the newest must not hang on clocks of different machines.
alter table data_key add column number bigint generated always as identity;
drop index data_key_newest;
create index data_key_newest on data_key (org, number desc);
