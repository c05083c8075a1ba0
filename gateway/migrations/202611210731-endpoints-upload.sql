-- Largest file a customer may send to the endpoint; null: as large as the server takes.
alter table endpoint add column upload_bytes integer;
