import type { Queryable } from '@tandem/kit';
import type { Page } from '../listing/index.ts';
import { deliveriesCountSql, deliveriesSql, deliveryParameters } from './deliveries.sql.ts';
import type {
  Attempt,
  CurrentDelivery,
  DeliveredMessage,
  DeliveryFilter,
  LoadedDelivery,
  Receiver,
} from './deliveries.types.ts';

/** Deliveries a list counts and pages through at most: what is older is found by its conversation. */
export const mostListed = 10_000;

/** Mentions every parameter: PostgreSQL refuses one whose type nothing tells. */
const unused = '(true or ($2::uuid, $3::uuid, $4::bigint[], $6::bigint) is null)';

/** One page, newest first. The total goes up to {@link mostListed}. */
export const listDeliveries = async (
  db: Queryable,
  filter: DeliveryFilter,
  { size, offset }: Page,
): Promise<{ readonly total: number; readonly rows: readonly CurrentDelivery[] }> => {
  const [count] = await db.query<{ total: number }>(
    `select least($5, count(*))::int as total from (${deliveriesCountSql(filter)}) d where ${unused}`,
    deliveryParameters(filter, mostListed),
  );
  const total = count?.total ?? 0;
  if (offset >= total) return { total, rows: [] };
  const rows = await db.query<CurrentDelivery>(
    `select * from (${deliveriesSql(filter)}) d where ${unused} order by work desc limit $7 offset $8`,
    [...deliveryParameters(filter, offset + size), size, offset],
  );
  return { total, rows };
};

/** Everything a filter asks for, oldest first; of the newest `most`. */
export const findDeliveries = async (
  db: Queryable,
  filter: DeliveryFilter,
  most: number,
): Promise<readonly CurrentDelivery[]> => {
  const rows = await db.query<CurrentDelivery>(
    `select * from (${deliveriesSql(filter)}) d where ${unused} order by work`,
    deliveryParameters(filter, most),
  );
  return rows.slice(-most);
};

type AttemptRow = Attempt & { readonly n: number };

// What was never redriven has one row of the lane; the tries before a redrive are found by the conversation.
const attemptsSql = `select i.n, a.at, a.ms, a.http_status as status, a.reason as error, a.signature, a.late, a.body
  from unnest($2::bigint[], $3::boolean[], $4::uuid[], $5::uuid[], $6::text[], $7::text[]) with ordinality
    i(work, late, conversation, message, kind, status, n)
  cross join lateral (
    select * from delivery_attempt o where o.org = $1 and o.work = i.work
    union all
    select * from delivery_attempt o where i.late and o.conversation = i.conversation and o.work < i.work
      and o.org = $1 and o.message = i.message and o.kind = i.kind and o.receipt_status is not distinct from i.status
  ) a order by i.n, a.work, a.attempt`;

const attemptsOf = async (db: Queryable, org: string, rows: readonly CurrentDelivery[]) => {
  const found = await db.query<AttemptRow>(attemptsSql, [
    org,
    rows.map(({ work }) => work),
    rows.map(({ late }) => late),
    rows.map(({ conversation }) => conversation),
    rows.map(({ message }) => message),
    rows.map(({ kind }) => kind),
    rows.map(({ receiptStatus }) => receiptStatus),
  ]);
  return Map.groupBy(found, ({ n }) => n);
};

/** Messages and receivers of deliveries, their attempts, and with `bodies` what was sent. */
export const loadDeliveries = async (
  db: Queryable,
  org: string,
  { rows, bodies }: { readonly rows: readonly CurrentDelivery[]; readonly bodies: boolean },
): Promise<readonly LoadedDelivery[]> => {
  if (rows.length === 0) return [];
  const [attempts, messages, receivers] = await Promise.all([
    attemptsOf(db, org, rows),
    db.query<DeliveredMessage>(
      `select id, at, body->>'type' as type, case when $3 then body::text end as body
       from message where org = $1 and id = any ($2::uuid[])`,
      [org, [...new Set(rows.map(({ message }) => message))], bodies],
    ),
    db.query<Receiver>(
      `select id, name, webhook_url as url, array(select jsonb_object_keys(webhook_headers)) as "headerNames"
       from open_integration where org = $1 and id = any ($2::uuid[])`,
      [org, [...new Set(rows.map(({ integration }) => integration))]],
    ),
  ]);
  const messageById = new Map(messages.map((message) => [message.id, message]));
  const receiverById = new Map(receivers.map((receiver) => [receiver.id, receiver]));
  return rows.map((current, index) => ({
    current,
    attempts: attempts.get(index + 1) ?? [],
    message: messageById.get(current.message) ?? null,
    receiver: receiverById.get(current.integration) ?? null,
  }));
};
