-- The latest conversations that left a queue: what waiting times are expected from.
create index participant_left_queue on participant (queue, ordinal desc) where purpose = 'acd' and not live;
