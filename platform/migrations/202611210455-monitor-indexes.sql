-- What the monitor reads has to be found without walking through history, and may cost the message path next to nothing.

-- Conversations that somebody holds. Those of a lone answer are 'none' before and after, so the updates of the message
-- path stay in their page (HOT); a handover changes the owner a few times in its life.
create index conversation_held on conversation (org, owner, started_at) where owner <> 'none';

-- Figures by minute. A block range index is a few bytes a megabyte and is written once for each; rows come in by time.
create index message_by_time on message using brin (at) with (pages_per_range = 32, autosummarize = on);
create index delivery_attempt_by_time on delivery_attempt using brin (at) with (pages_per_range = 32, autosummarize = on);

-- The last deliveries of an integration, which may be quiet for weeks among others that are not. Rows of an integration
-- come in by `work`, so all inserts go to the last page of each.
create index delivery_attempt_by_integration on delivery_attempt (integration, work) where outcome = 'delivered';

-- Dead letters that wait; written only when something was given up or put back.
create index dead_letter_waiting on dead_letter (org, queue, work_id) where redriven_at is null;
