-- The spelling of a label that came first is found at once, however many conversations have the label.
drop index conversation_label_by_key;
create index conversation_label_by_key on conversation_label (org, key, added_at);
