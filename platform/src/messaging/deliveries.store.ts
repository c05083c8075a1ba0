import type { Queryable } from '@tandem/kit';
import type { Page } from '../listing/index.ts';
import { type DeliveryPayload, deliveryQueue } from '../threads/index.ts';

export type DeliveryState = 'pending' | 'retrying' | 'delivered' | 'dead';

/** One webhook call, wherever it stands: waiting, given up, or done. */
export type DeliveryRow = {
  readonly id: number;
  readonly state: DeliveryState;
  readonly conversation: string;
  readonly integration: string;
  readonly message: string;
  readonly kind: string;
  readonly attempts: number;
  readonly reason: string | null;
  readonly late: boolean;
  readonly nextAttempt: Date | null;
  readonly finished: Date | null;
};

export type DeliveryFilter = {
  readonly org: string;
  readonly id?: number;
  readonly state?: DeliveryState;
  readonly integrationId?: string;
  readonly conversationId?: string;
};

/**
 * The three places a delivery may be in. A delivery is known by its row of lane_work; redriven it gets another one,
 * and the dead letter is not shown any more.
 */
const places = `
  select w.id, case when w.attempts = 0 then 'pending' else 'retrying' end as state,
    w.payload->>'conversationId' as conversation, w.payload->>'integrationId' as integration,
    w.payload->>'messageId' as message, w.payload->>'kind' as kind, w.attempts::int as attempts,
    null::text as reason, w.late, case when isfinite(w.run_at) then w.run_at end as "nextAttempt",
    null::timestamptz as finished
  from lane_work w where w.org = $1 and w.queue = '${deliveryQueue}'
  union all
  select d.work_id, 'dead', d.payload->>'conversationId', d.payload->>'integrationId', d.payload->>'messageId',
    d.payload->>'kind', d.attempts::int, d.reason, false, null, d.died_at
  from dead_letter d where d.org = $1 and d.queue = '${deliveryQueue}' and d.redriven_at is null
  union all
  select a.work, 'delivered', a.conversation::text, a.integration::text, replace(a.message::text, '-', ''), a.kind,
    a.attempt::int, null, a.late, null, a.at
  from delivery_attempt a where a.org = $1 and a.outcome = 'delivered'`;

const filter = `($2::bigint is null or id = $2) and ($3::text is null or state = $3)
  and ($4::text is null or integration = $4) and ($5::text is null or conversation = $5)`;

const valuesOf = ({ org, id, state, integrationId, conversationId }: DeliveryFilter) => [
  org,
  id ?? null,
  state ?? null,
  integrationId ?? null,
  conversationId ?? null,
];

export const listDeliveries = async (db: Queryable, wanted: DeliveryFilter, page: Page) => {
  const values = valuesOf(wanted);
  const [count] = await db.query<{ total: number }>(
    `select count(*) as total from (${places}) d where ${filter}`,
    values,
  );
  const rows = await db.query<DeliveryRow>(
    `select * from (${places}) d where ${filter} order by id desc limit $6 offset $7`,
    [...values, page.size, page.offset],
  );
  return { total: Number(count?.total), rows };
};

export type AttemptRow = {
  readonly work: number;
  readonly at: Date;
  readonly httpStatus: number | null;
  readonly ms: number;
  readonly reason: string | null;
  readonly signature: string | null;
  readonly body: string | null;
};

/** Every try of some deliveries, in order. */
export const listAttempts = (db: Queryable, org: string, ids: readonly number[]) =>
  db.query<AttemptRow>(
    `select work, at, http_status as "httpStatus", ms, reason, signature, body from delivery_attempt
     where org = $1 and work = any ($2::bigint[]) order by work, attempt`,
    [org, ids],
  );

/** The body a delivery sends: of its payload, of its message, or of its attempts (receipts). */
export const readBody = async (
  db: Queryable,
  org: string,
  row: DeliveryRow,
): Promise<string | null> => {
  const [kept] = await db.query<{ payload: DeliveryPayload }>(
    `select payload from lane_work where org = $1 and id = $2
     union all select payload from dead_letter where org = $1 and work_id = $2`,
    [org, row.id],
  );
  if (kept) return kept.payload.body;
  const [message] = await db.query<{ body: string }>(
    'select body::text as body from message where org = $1 and id = $2::uuid',
    [org, row.message],
  );
  return row.kind === 'message' ? (message?.body ?? null) : null;
};

export type Named = {
  readonly name: string;
  readonly url: string;
  readonly headers: readonly string[];
};

/** Names and addresses of integrations; those that were deleted are missing. */
export const namesOf = async (
  db: Queryable,
  org: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Named>> => {
  const rows = await db.query<{ id: string; name: string; url: string; headers: object }>(
    `select id, name, webhook_url as url, webhook_headers as headers from open_integration
     where org = $1 and id = any ($2::uuid[])`,
    [org, ids],
  );
  return new Map(
    rows.map(({ id, name, url, headers }) => [id, { name, url, headers: Object.keys(headers) }]),
  );
};

export type Letter = { readonly id: number; readonly lane: number };

/** Dead letters that may be put back, by the deliveries' ids or by their conversation. */
export const findLetters = (
  db: Queryable,
  org: string,
  wanted: { readonly ids?: readonly number[]; readonly conversationId?: string },
) =>
  db.query<Letter>(
    `select id, lane from dead_letter where org = $1 and queue = '${deliveryQueue}' and redriven_at is null
       and ($2::bigint[] is null or work_id = any ($2)) and ($3::text is null or payload->>'conversationId' = $3)
     order by lane, work_id`,
    [org, wanted.ids ?? null, wanted.conversationId ?? null],
  );
