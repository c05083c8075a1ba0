-- What is on its way to the contact centres, by organisation and handover, for whoever changes or deletes where handovers
-- lead. Work of all other queues, which is most of it, is not in it.
create index lane_work_of_handover on lane_work (org, ((payload ->> 'handover')::bigint)) where queue = 'gateway.handover';
