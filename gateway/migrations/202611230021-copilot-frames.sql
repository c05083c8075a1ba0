-- Origins of other sites that may show the workspace in a frame, and how links that others sign with a key pair are checked.
alter table copilot_workspace
  add column frame_origins jsonb not null default '[]',
  add column link_check jsonb;
