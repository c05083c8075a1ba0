-- Recorded runs go with their conversations.
create index flow_execution_by_conversation on flow_execution (conversation);
