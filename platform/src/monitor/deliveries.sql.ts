import { deliveryQueue } from '../threads/index.ts';
import type { DeliveryFilter, DeliveryState } from './deliveries.types.ts';

/**
 * The places a delivery may stand in, each with its own index, newest first and cut at $5. Parameters: $1 org,
 * $2 integration, $3 conversation, $4 rows of the lane, $6 lane; a null one asks for nothing.
 */
const matches = (row: string, id: string) => `
  and ($4::bigint[] is null or ${row}.${id} = any ($4))
  and ($2::uuid is null or ${row}.payload->>'integrationId' = $2::text)
  and ($3::uuid is null or ${row}.payload->>'conversationId' = $3::text)
`;

const payload = (
  row: string,
) => `(${row}.payload->>'messageId')::uuid as message, ${row}.payload->>'kind' as kind,
  ${row}.payload->>'status' as "receiptStatus", (${row}.payload->>'conversationId')::uuid as conversation,
  (${row}.payload->>'integrationId')::uuid as integration`;

const workColumns = `w.id as work, case when w.attempts = 0 then 'pending' else 'retrying' end as state,
  ${payload('w')}, w.late, nullif(w.run_at, '-infinity') as "nextAt", null::timestamptz as "finishedAt",
  null::text as reason, w.payload->>'body' as body, null::bigint as "deadLetter", w.lane`;

const tried = { pending: 'and r.attempts = 0', retrying: 'and r.attempts > 0', both: '' };

/** Rows of one lane, or those of each partition by its key: either way the newest come first without a sort of all. */
const fromWork = (which: keyof typeof tried, byLane: boolean) => {
  const rows = (where: string, order: string) => `select r.* from lane_work r
    where ${where} and r.queue = '${deliveryQueue}' and r.org = $1 ${tried[which]} ${matches('r', 'id')}
    order by ${order} limit $5`;
  return byLane
    ? `select ${workColumns} from (${rows('r.lane = $6', 'r.id desc')}) w`
    : `select ${workColumns} from generate_series(0, 63) p(part)
       cross join lateral (${rows('r.part = p.part::smallint', 'r.part desc, r.id desc')}) w`;
};

const fromDeadLetters = (
  byLane: boolean,
) => `select d.work_id as work, 'dead' as state, ${payload('d')},
    exists (select from delivery_attempt a where a.org = d.org and a.work = d.work_id and a.late) as late,
    null::timestamptz as "nextAt", d.died_at as "finishedAt", d.reason, d.payload->>'body' as body,
    d.id as "deadLetter", d.lane
  from dead_letter d
  where d.org = $1 and d.queue = '${deliveryQueue}' and d.redriven_at is null ${byLane ? 'and d.lane = $6' : ''}
    ${matches('d', 'work_id')} order by d.work_id desc limit $5`;

const fromAttempts = `select a.work, 'delivered' as state, a.message, a.kind, a.receipt_status as "receiptStatus",
    a.conversation, a.integration, a.late, null::timestamptz as "nextAt",
    a.at + a.ms * interval '1 millisecond' as "finishedAt", null::text as reason, a.body,
    null::bigint as "deadLetter", null::bigint as lane
  from delivery_attempt a
  where a.org = $1 and a.outcome = 'delivered' and ($2::uuid is null or a.integration = $2)
    and ($3::uuid is null or a.conversation = $3) and ($4::bigint[] is null or a.work = any ($4))
  order by a.work desc limit $5`;

const placesOf = (state: DeliveryState | undefined, byLane: boolean): readonly string[] => {
  if (state === 'delivered') return [fromAttempts];
  if (state === 'dead') return [fromDeadLetters(byLane)];
  if (state) return [fromWork(state, byLane)];
  return [fromWork('both', byLane), fromDeadLetters(byLane), fromAttempts];
};

/** The deliveries a filter asks for, as a table expression with the columns of `CurrentDelivery`. */
export const deliveriesSql = ({ state, lane }: DeliveryFilter): string =>
  placesOf(state, lane !== undefined)
    .map((place) => `(${place})`)
    .join(' union all ');

/** Parameters $1 … $6; the sixth is there in every statement, so that all have the same. */
export const deliveryParameters = (filter: DeliveryFilter, most: number): unknown[] => [
  filter.org,
  filter.integration ?? null,
  filter.conversation ?? null,
  filter.works ?? null,
  most,
  filter.lane ?? null,
];
