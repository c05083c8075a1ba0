-- The thread that is at a conversation: whoever asks for one that was accepted and is not made yet. Written when a thread
-- opens a conversation; the updates of a message leave the column as it is and stay in their page (HOT).
create index thread_by_conversation on thread (conversation);
