-- A workspace goes with its endpoint: nobody could see it any more, and its secrets would stay.
delete from copilot_workspace w where not exists (select from endpoint e where e.id = w.endpoint);
alter table copilot_workspace add constraint copilot_workspace_of
  foreign key (endpoint) references endpoint (id) on delete cascade;
