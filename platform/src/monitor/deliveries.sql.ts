import { deliveryQueue } from '../threads/index.ts';
import type { DeliveryFilter } from './deliveries.types.ts';

/** Conversations of an integration whose deliveries are listed, the newest. */
const mostConversations = 1_000;

/**
 * One place in which deliveries stand. `from` answers rows newest first, cut at $5, by an index; parameters are $1 org,
 * $2 integration, $3 conversation, $4 rows of the lane, $6 lane, and a null one asks for nothing.
 */
type Place = {
  readonly columns: string;
  readonly from: string;
  /** The same rows in no order; `from` where that is no dearer. */
  readonly counted?: string;
};

const matches = (row: string, id: string) => `
  and ($4::bigint[] is null or ${row}.${id} = any ($4))
  and ($2::uuid is null or ${row}.payload->>'integrationId' = $2::text)
  and ($3::uuid is null or ${row}.payload->>'conversationId' = $3::text)`;

const payloadColumns = `(x.payload->>'messageId')::uuid as message, x.payload->>'kind' as kind,
  x.payload->>'status' as "receiptStatus", (x.payload->>'conversationId')::uuid as conversation,
  (x.payload->>'integrationId')::uuid as integration`;

const tried = { pending: 'and r.attempts = 0', retrying: 'and r.attempts > 0', both: '' };

/** Rows of one lane, or the newest of each partition by its key: either way without a sort of all. */
const working = (which: keyof typeof tried, byLane: boolean): Place => {
  const where = `r.queue = '${deliveryQueue}' and r.org = $1 ${tried[which]} ${matches('r', 'id')}`;
  const rows = (among: string, order: string) =>
    `select r.* from lane_work r where ${among} and ${where} order by ${order} limit $5`;
  return {
    columns: `x.id as work, case when x.attempts = 0 then 'pending' else 'retrying' end as state, ${payloadColumns},
      x.late, nullif(x.run_at, '-infinity') as "nextAt", null::timestamptz as "finishedAt", null::text as reason,
      x.payload->>'body' as body, null::bigint as "deadLetter", x.lane`,
    from: byLane
      ? `(${rows('r.lane = $6', 'r.id desc')}) x`
      : `(select w.* from generate_series(0, 63) p(part) cross join lateral
          (${rows('r.part = p.part::smallint', 'r.part desc, r.id desc')}) w) x`,
    ...(byLane ? {} : { counted: `(select from lane_work r where ${where} limit $5) x` }),
  };
};

const givenUp = (byLane: boolean): Place => ({
  columns: `x.work_id as work, 'dead' as state, ${payloadColumns},
    exists (select from delivery_attempt a where a.org = x.org and a.work = x.work_id and a.late) as late,
    null::timestamptz as "nextAt", x.died_at as "finishedAt", x.reason, x.payload->>'body' as body,
    x.id as "deadLetter", x.lane`,
  from: `(select d.* from dead_letter d
    where d.org = $1 and d.queue = '${deliveryQueue}' and d.redriven_at is null ${byLane ? 'and d.lane = $6' : ''}
      ${matches('d', 'work_id')} order by d.work_id desc limit $5) x`,
});

/** The log is found by its rows, by a conversation, or by the conversations of an integration. */
const delivered = (byIntegration: boolean): Place => {
  const rows = (where: string) => `select a.* from delivery_attempt a
    where a.org = $1 and a.outcome = 'delivered' ${where} and ($3::uuid is null or a.conversation = $3)
      and ($4::bigint[] is null or a.work = any ($4)) order by a.work desc limit $5`;
  return {
    columns: `x.work, 'delivered' as state, x.message, x.kind, x.receipt_status as "receiptStatus", x.conversation,
      x.integration, x.late, null::timestamptz as "nextAt", x.at + x.ms * interval '1 millisecond' as "finishedAt",
      null::text as reason, x.body, null::bigint as "deadLetter", null::bigint as lane`,
    from: byIntegration
      ? `(select l.* from (select id from conversation where org = $1 and integration = $2
            order by started_at desc limit ${mostConversations}) c
          cross join lateral (${rows('and a.conversation = c.id')}) l order by l.work desc limit $5) x`
      : `(${rows('and ($2::uuid is null or a.integration = $2)')}) x`,
  };
};

const placesOf = ({ state, lane, conversation, integration }: DeliveryFilter): readonly Place[] => {
  const byLane = lane !== undefined;
  const byIntegration = integration !== undefined && conversation === undefined;
  if (state === 'delivered') return [delivered(byIntegration)];
  if (state === 'dead') return [givenUp(byLane)];
  if (state) return [working(state, byLane)];
  return [working('both', byLane), givenUp(byLane), delivered(byIntegration)];
};

const union = (places: readonly string[]): string =>
  places.map((place) => `(${place})`).join(' union all ');

/** The deliveries a filter asks for, as a table expression with the columns of `CurrentDelivery`. */
export const deliveriesSql = (filter: DeliveryFilter): string =>
  union(placesOf(filter).map(({ columns, from }) => `select ${columns} from ${from}`));

/** The same without anything to read of them, for counting. */
export const deliveriesCountSql = (filter: DeliveryFilter): string =>
  union(placesOf(filter).map(({ from, counted = from }) => `select from ${counted}`));

/** Parameters $1 … $6 of both. */
export const deliveryParameters = (filter: DeliveryFilter, most: number): unknown[] => [
  filter.org,
  filter.integration ?? null,
  filter.conversation ?? null,
  filter.works ?? null,
  most,
  filter.lane ?? null,
];
