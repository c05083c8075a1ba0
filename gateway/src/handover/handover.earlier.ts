import { directLineEvents } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import type { Handover } from './handover.model.ts';

/**
 * The end of the last talk before this handover in which an agent of the same contact centre answered, as the position
 * of the activity that says so; 0: there was none. What was said up to there, agents find there.
 */
export const endOfEarlierTalk = async (db: Queryable, handover: Handover): Promise<number> => {
  const { session, ordinal, provider, providerId, endpointId } = handover;
  const [row] = await db.query<{ seq: number }>(
    `select coalesce(max(a.seq), 0)::int as seq from (
       select id, session from handover
       where session = $1 and ordinal < $2 and provider = $3 and provider_id is not distinct from $4
         and endpoint = $5 and answered_at is not null and ended_at is not null
         and end_reason is distinct from 'provider'
       order by ordinal desc limit 1
     ) h join activity a on a.session = h.session and a.handover = h.id
       and a.type = 'event' and a.body ->> 'name' = $6`,
    [session, ordinal, provider, providerId, endpointId, directLineEvents.handoffStatus],
  );
  return row?.seq ?? 0;
};
