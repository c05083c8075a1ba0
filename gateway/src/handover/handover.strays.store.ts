import type { Queryable } from '@tandem/kit';
import { gatewayQueues } from '../conversations/index.ts';
import type { Handover } from './handover.model.ts';

/** Positions of words for the handover that are on their way; the caller holds the session's lock. */
export const findUnderWay = async (
  db: Queryable,
  { id, session }: Pick<Handover, 'id' | 'session'>,
): Promise<readonly number[]> => {
  const rows = await db.query<{ seq: number }>(
    `select (payload ->> 'seq')::int as seq from lane_work
     where lane = $1 and queue = $2 and payload ->> 'kind' = 'message' and payload -> 'strays' is null
       and (payload ->> 'handover')::bigint = $3
     order by id limit 100`,
    [session, gatewayQueues.handover, id],
  );
  return rows.map(({ seq }) => seq);
};

/** Positions of words whose answers have named another conversation than the handover's. */
export const findElsewhere = async (
  db: Queryable,
  { id, session }: Pick<Handover, 'id' | 'session'>,
): Promise<readonly number[]> => {
  const rows = await db.query<{ seqs: number[] }>(
    `select payload -> 'strays' -> 'seqs' as seqs from lane_work
     where lane = $1 and queue = $2 and payload -> 'strays' ->> 'conversation' is not null
       and (payload ->> 'handover')::bigint = $3`,
    [session, gatewayQueues.handover, id],
  );
  return rows.flatMap(({ seqs }) => seqs);
};

/** A word that was said to agents. */
export type SaidWord = { readonly seq: number; readonly messageId: string };

const mostWords = 50;

/**
 * Words of the customer that went to the handover's agents since a time, up to a position, the newest first. Those that
 * were given back count: what looks for them again, because their end there failed, finds the same.
 */
export const findSaid = (
  db: Queryable,
  { id, session, request }: Pick<Handover, 'id' | 'session' | 'request'>,
  {
    upTo,
    since,
    seqs,
  }: {
    readonly upTo: number;
    readonly since: Date;
    /** Words that went there for certain; the bot may have them by now. */
    readonly seqs: readonly number[];
  },
): Promise<readonly SaidWord[]> =>
  db.query<SaidWord>(
    `select seq::int as seq, message_id as "messageId" from activity
     where session = $1 and direction = 'user' and (type = 'message' or body ->> 'name' = 'postback')
       and (handled or seq = any ($6::int[]) or seq = any ((select returned from handover where id = $7)::int[]))
       and seq > $2 and seq <= $3 and created_at > $4 order by seq desc limit $5`,
    [session, request.transcript.userUpTo, upTo, since, mostWords, seqs, id],
  );

/** Notes that a word was given back; false where it was before. The caller holds the session's lock. */
export const noteReturned = async (
  db: Queryable,
  { handover, seq }: { readonly handover: number; readonly seq: number },
): Promise<boolean> =>
  (
    await db.query(
      `update handover set returned = returned || $2::int
       where id = $1 and not returned @> array[$2::int] returning id`,
      [handover, seq],
    )
  ).length > 0;
