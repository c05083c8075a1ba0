-- When an agent first wrote. A form that is open is looked for with each word of its customer.
alter table handover add column answered_at timestamptz;
create index handover_form on handover (session) where form is not null;
