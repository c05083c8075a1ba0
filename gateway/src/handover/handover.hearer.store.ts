import type { Queryable } from '@tandem/kit';
import { gatewayQueues } from '../conversations/index.ts';

/** The bot answers what was said after an end behind what is found of before, for so long after the end at most. */
const patienceMs = 15_000;

type Word = { readonly session: number; readonly seq: number; readonly now: Date };

/**
 * Who hears a word of the customer:
 * - `agents`: a handover is open, or the customer is asked for what to leave; the bot is silent;
 * - `later`: nobody yet, an earlier word may still come back from the contact centre;
 * - `behind`: the bot, after an earlier word that has come back and waits in the dialogue;
 * - `bot`: the bot, now.
 *
 * One statement, which ends with the session's handovers where it has none. The caller holds the session's lock.
 */
export const findHearer = async (
  db: Queryable,
  { session, seq, now }: Word,
): Promise<'agents' | 'later' | 'behind' | 'bot'> => {
  const [row] = await db.query<{ hearer: 'agents' | 'later' | 'behind' | 'bot' }>(
    `select case
       when ended_at is null or form is not null then 'agents'
       when ended_at > $2 and exists (
         select from lane_work where lane = $1 and queue = $3 and payload -> 'strays' is not null
       ) then 'later'
       when cardinality(returned) > 0 and exists (
         select from lane_work where lane = $1 and queue = $4 and payload ->> 'kind' = 'activity'
           and (payload ->> 'seq')::int < $5
       ) then 'behind'
       else 'bot' end as hearer
     from handover where session = $1
     order by (ended_at is null or form is not null) desc, ordinal desc limit 1`,
    [
      session,
      new Date(now.getTime() - patienceMs),
      gatewayQueues.handover,
      gatewayQueues.dialogue,
      seq,
    ],
  );
  return row?.hearer ?? 'bot';
};
