-- Clients of this installation's own are under no rate limit, over the socket as little as over HTTP.
alter table notification_channel add column bundled boolean not null default false;
