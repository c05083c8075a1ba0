import {
  type Delivery,
  type DeliveryDetail,
  type Handler,
  handle,
  monitorOperations,
} from '@tandem/contract';
import type { Clock, Database } from '@tandem/kit';
import { type CommittedWork, redrive } from '@tandem/lanes';
import { pageOf, toListing } from '../listing/index.ts';
import { lockThreads } from '../threads/index.ts';
import {
  type AttemptRow,
  type DeliveryFilter,
  type DeliveryRow,
  findLetters,
  listAttempts,
  listDeliveries,
  type Named,
  namesOf,
  readBody,
} from './deliveries.store.ts';
import { type AuditEntry, actorOf } from './messaging.deps.ts';
import { messagingErrors } from './messaging.errors.ts';

export type DeliveriesDeps = {
  readonly db: Database;
  readonly clock: Clock;
  readonly committed: (work: readonly CommittedWork[]) => void;
  readonly audit: (entry: AuditEntry) => Promise<void>;
};

const path = '/tandem/monitor/deliveries';

/** Text, Structured or Event of the webhook itself would need its body; the listing tells messages from receipts. */
const kindOf = ({ kind }: DeliveryRow): string => (kind === 'receipt' ? 'Receipt' : 'Text');

const toWire = (
  row: DeliveryRow,
  integration: Named | undefined,
  attempts: readonly AttemptRow[],
): Delivery => ({
  id: String(row.id),
  state: row.state,
  kind: kindOf(row),
  messageId: row.message,
  conversationId: row.conversation,
  integration: { id: row.integration, name: integration?.name ?? row.integration },
  url: integration?.url ?? '',
  attempts: Math.max(row.attempts, attempts.length),
  lastStatus: attempts.at(-1)?.httpStatus ?? null,
  reason: row.reason ?? attempts.at(-1)?.reason ?? null,
  late: row.late,
  // Message ids begin with their time in milliseconds.
  dateCreated: (
    attempts[0]?.at ?? new Date(Number.parseInt(row.message.slice(0, 12), 16))
  ).toISOString(),
  dateNextAttempt: row.nextAttempt?.toISOString() ?? null,
  dateFinished: row.finished?.toISOString() ?? null,
});

const read = async (
  db: Database,
  wanted: DeliveryFilter,
  query: { readonly pageSize?: number; readonly pageNumber?: number },
) => {
  const { total, rows } = await listDeliveries(db, wanted, pageOf(query));
  const [names, tries] = await Promise.all([
    namesOf(db, wanted.org, [...new Set(rows.map(({ integration }) => integration))]),
    listAttempts(
      db,
      wanted.org,
      rows.map(({ id }) => id),
    ),
  ]);
  return {
    total,
    found: rows.map((row) => ({
      row,
      integration: names.get(row.integration),
      attempts: tries.filter(({ work }) => work === row.id),
    })),
  };
};

const toDetail = async (
  db: Database,
  org: string,
  found: { row: DeliveryRow; integration: Named | undefined; attempts: readonly AttemptRow[] },
): Promise<DeliveryDetail> => {
  const { row, integration, attempts } = found;
  const signature = attempts.findLast((one) => one.signature !== null)?.signature ?? null;
  const configured = (integration?.headers ?? []).map((name) => [name, '[configured]']);
  return {
    ...toWire(row, integration, attempts),
    body: (await readBody(db, org, row)) ?? attempts.at(-1)?.body ?? '',
    headers: {
      ...Object.fromEntries(configured),
      'Content-Type': 'application/json',
      ...(signature ? { 'X-Hub-Signature-256': signature } : {}),
    },
    signature,
    history: attempts.map(({ at, httpStatus, ms, reason }) => ({
      at: at.toISOString(),
      status: httpStatus,
      ms,
      error: reason,
    })),
  };
};

const rowId = /^\d{1,15}$/;

/**
 * Puts dead letters back at the end of their lanes, each lane in its old order.
 * @returns how many.
 */
export async function redriveDeliveries(
  { db, clock, committed }: DeliveriesDeps,
  org: string,
  wanted: { readonly ids?: readonly number[]; readonly conversationId?: string },
): Promise<number> {
  const letters = await findLetters(db, org, wanted);
  if (letters.length === 0) return 0;
  const work = await db.transaction(async (tx) => {
    await lockThreads(tx, [...new Set(letters.map(({ lane }) => lane))]);
    return redrive(tx, { org, ids: letters.map(({ id }) => id), clock });
  });
  committed(work);
  return work.length;
}

/** Deliveries for the Monitor: what waits, what was given up and what was delivered, with every try. */
export const deliveryHandlers = (deps: DeliveriesDeps): readonly Handler[] => [
  handle(monitorOperations.getMonitorDeliveries, async ({ principal, query }) => {
    const { state, integrationId, conversationId } = query;
    const wanted = {
      org: principal.org,
      ...(state ? { state } : {}),
      ...(integrationId ? { integrationId } : {}),
      ...(conversationId ? { conversationId } : {}),
    };
    const { total, found } = await read(deps.db, wanted, query);
    const entities = found.map(({ row, integration, attempts }) =>
      toWire(row, integration, attempts),
    );
    return { status: 200, body: toListing({ path, query, entities, total }) };
  }),
  handle(monitorOperations.getMonitorDelivery, async ({ principal, params }) => {
    if (!rowId.test(params.deliveryId)) throw messagingErrors.notFound();
    const { org } = principal;
    const { found } = await read(deps.db, { org, id: Number(params.deliveryId) }, {});
    const [delivery] = found;
    if (!delivery) throw messagingErrors.notFound();
    return { status: 200, body: await toDetail(deps.db, org, delivery) };
  }),
  handle(monitorOperations.postMonitorDeliveriesRedrive, async (call) => {
    const { principal, body } = call;
    const { deliveryIds, conversationId } = body;
    if ((deliveryIds === undefined) === (conversationId === undefined))
      throw messagingErrors.badRequest({
        problem: 'Exactly one of deliveryIds and conversationId must be given.',
      });
    const ids = deliveryIds?.filter((id) => rowId.test(id)).map(Number);
    const redriven = await redriveDeliveries(deps, principal.org, {
      ...(ids ? { ids } : {}),
      ...(conversationId === undefined ? {} : { conversationId }),
    });
    await deps.audit({
      org: principal.org,
      actor: actorOf(principal),
      action: 'delivery.redrive',
      entity: conversationId
        ? { type: 'conversation', id: conversationId }
        : { type: 'delivery', ...(deliveryIds?.[0] ? { id: deliveryIds[0] } : {}) },
      changes: { redriven: { to: redriven } },
      correlationId: call.correlationId,
    });
    return { status: 200, body: { redriven } };
  }),
];
