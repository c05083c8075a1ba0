-- The agent was seen signed in since going on queue: whose sign-ins end after that is taken off queue. Who was put on
-- queue by an application without ever signing in stays.
alter table agent add column signed_in boolean not null default false;
