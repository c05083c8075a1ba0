-- What the monitor reads has to be found without walking through history, and may cost the message path next to nothing.

-- Conversations that somebody holds. Those of a lone answer are 'none' before and after, so the updates of the message
-- path stay in their page (HOT); a handover changes the owner a few times in its life.
create index conversation_held on conversation (org, owner, started_at) where owner <> 'none';

-- Conversations and last deliveries of an integration, which may be quiet for weeks among others that are not. Written
-- once a conversation; an index of the deliveries themselves would be written with every one.
create index conversation_by_integration on conversation (org, integration, started_at);

-- Figures by minute. A block range index is written once a megabyte; rows come in by time.
create index message_by_time on message using brin (at) with (autosummarize = on);
create index delivery_attempt_by_time on delivery_attempt using brin (at) with (autosummarize = on);

-- Dead letters that wait; written only when something was given up or put back.
create index dead_letter_waiting on dead_letter (org, queue, work_id) where redriven_at is null;
