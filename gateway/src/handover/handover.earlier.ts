import { createHash } from 'node:crypto';
import { directLineEvents } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';
import { gatewayQueues } from '../conversations/index.ts';
import type { OpenPart } from '../endpoints/index.ts';
import type { Handover } from './handover.model.ts';
import type { HandoverProvider } from './provider.model.ts';

/** One text for one place of a contact centre: what says where conversations begin, hashed. */
export const fingerprintOf = (
  { kind, placeOf }: Pick<HandoverProvider, 'kind' | 'placeOf'>,
  part: OpenPart,
): string =>
  createHash('sha256')
    .update(JSON.stringify([kind, ...placeOf(part)]))
    .digest('base64url');

/** The last talk before a handover in which an agent of the same contact centre answered. */
export type EarlierTalk = {
  /** Position of the activity that says that it is over: what was said up to there, agents find there. */
  readonly end: number;
  /** Positions of what they do not find there all the same: it was said in that talk and did not reach them. */
  readonly unheard: readonly number[];
};

type Talk = {
  readonly id: number;
  readonly end: number;
  readonly from: number;
  readonly unheard: number[];
};

const findTalk = async (db: Queryable, handover: Handover): Promise<Talk | null> => {
  const { session, ordinal, provider, providerId, endpointId, place } = handover;
  const [talk] = await db.query<Talk>(
    `select h.id, h.unheard, h.said_to::int as from, max(a.seq)::int as end from (
       select id, session, unheard, request -> 'transcript' ->> 'userUpTo' as said_to from handover
       where session = $1 and ordinal < $2 and provider = $3 and provider_id is not distinct from $4
         and endpoint = $5 and place = $7 and answered_at is not null and ended_at is not null
         and end_reason is distinct from 'provider'
       order by ordinal desc limit 1
     ) h join activity a on a.session = h.session and a.handover = h.id
       and a.type = 'event' and a.body ->> 'name' = $6 group by 1, 2, 3`,
    [session, ordinal, provider, providerId, endpointId, directLineEvents.handoffStatus, place],
  );
  return talk ?? null;
};

/** Beyond these the agents have more to read than they would. */
const mostUnheard = 100;

/**
 * Words of the talk that were given back, could not be delivered, or that nobody dealt with. What is still to come as a
 * message of the further handover is none of them.
 */
const unheardOf = async (
  db: Queryable,
  { org, session, id }: Handover,
  { end, from, ...talk }: Talk,
): Promise<readonly number[]> => {
  const rows = await db.query<{ seq: number }>(
    `with dead as (
       select (d.payload ->> 'seq')::bigint as seq from dead_letter d
       where d.org = $2 and d.queue = $3 and d.lane = $1 and d.redriven_at is null
         and d.payload ->> 'kind' = 'message' and (d.payload ->> 'handover')::bigint = $5
     ), coming as (
       select w.queue, (w.payload ->> 'seq')::bigint as seq, (w.payload ->> 'handover')::bigint as handover
       from lane_work w where w.lane = $1 and w.queue in ($3, $4)
     )
     select a.seq from activity a
     where a.session = $1 and a.seq <= $6 and a.direction = 'user'
       and (a.seq = any ($7::bigint[]) or a.seq in (select seq from dead) or (a.seq > $8 and not a.handled))
       and not exists (select from coming c where c.seq = a.seq
         and case c.queue when $3 then c.handover = $9 else not a.handled end)
     order by a.seq desc limit $10`,
    [
      ...[session, org, gatewayQueues.handover, gatewayQueues.dialogue],
      ...[talk.id, end, talk.unheard, from, id, mostUnheard],
    ],
  );
  return rows.map(({ seq }) => seq).reverse();
};

/**
 * The last talk before this handover in which an agent of the same contact centre answered, at the place where it begins
 * now; null: there was none.
 */
export const findEarlierTalk = async (
  db: Queryable,
  handover: Handover & { readonly place: string },
): Promise<EarlierTalk | null> => {
  const talk = await findTalk(db, handover);
  return talk && { end: talk.end, unheard: await unheardOf(db, handover, talk) };
};
