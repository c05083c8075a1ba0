-- Files of a conversation, when it is removed. Uploads are rare next to messages, and those do not touch this table.
create index media_by_conversation on media (conversation);
