-- Files of a conversation, when it is removed. Written with an upload only.
create index attachment_by_session on attachment (session);
