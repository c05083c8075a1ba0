-- Media of an organisation, the latest first: what is listed as cached media.
create index media_by_org on media (org, created_at desc, id) where status = 'valid';
