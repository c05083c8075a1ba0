import type { AuditNote, Principal } from '@tandem/contract';
import { redrive } from '@tandem/lanes';
import { noteChange } from '../audit/index.ts';
import { findThread, lockThreads } from '../threads/index.ts';
import { isUuid } from './conversation-id.rules.ts';
import { findDeliveries } from './deliveries.store.ts';
import type { CurrentDelivery, DeliveryFilter } from './deliveries.types.ts';
import { worksOf } from './delivery.usecases.ts';
import type { MonitorDeps } from './monitor.deps.ts';
import { monitorErrors } from './monitor.errors.ts';

/** Dead letters put back at once; the rest waits for the next call. */
const mostAtOnce = 10_000;

export type RedriveRequest = {
  readonly deliveryIds?: readonly string[];
  readonly conversationId?: string;
};

type Redrive = {
  readonly deps: MonitorDeps;
  readonly principal: Principal;
  readonly correlationId: string;
  readonly request: RedriveRequest;
};

/** Deliveries of the ids. @throws monitorErrors.notFound (404) if one of them is none of the organisation's. */
const ofIds = async (
  { deps, principal: { org } }: Redrive,
  ids: readonly string[],
): Promise<readonly CurrentDelivery[]> => {
  const works = worksOf([...new Set(ids)]);
  const found = await findDeliveries(deps.db, { org, works }, works.length);
  if (found.length < new Set(ids).size) throw monitorErrors.notFound();
  return found;
};

/** Dead deliveries of a conversation. @throws monitorErrors.notFound (404) if the organisation has none of that id. */
const ofConversation = async (
  { deps, principal: { org } }: Redrive,
  conversation: string,
): Promise<readonly CurrentDelivery[]> => {
  const lane = isUuid(conversation) ? await findThread(deps.db, org, conversation) : null;
  if (lane === null) throw monitorErrors.notFound();
  const filter: DeliveryFilter = { org, conversation: conversation.toLowerCase(), lane };
  return findDeliveries(deps.db, { ...filter, state: 'dead' }, mostAtOnce);
};

/** Ids the audit log keeps of one request. */
const mostAudited = 100;

const auditOf = (
  { conversationId, deliveryIds = [] }: RedriveRequest,
  redriven: number,
): Pick<AuditNote, 'entity'> & { readonly changes: NonNullable<AuditNote['changes']> } => {
  const changes = { redriven: { to: redriven } };
  if (conversationId) return { entity: { type: 'conversation', id: conversationId }, changes };
  const [id, ...others] = new Set(deliveryIds);
  if (id && others.length === 0) return { entity: { type: 'delivery', id }, changes };
  const ids = [id, ...others].slice(0, mostAudited);
  return { entity: { type: 'delivery' }, changes: { ...changes, deliveryIds: { to: ids } } };
};

const chosen = (run: Redrive): Promise<readonly CurrentDelivery[]> => {
  const { deliveryIds, conversationId } = run.request;
  if ((deliveryIds === undefined) === (conversationId === undefined))
    throw monitorErrors.redriveWhat();
  return conversationId === undefined
    ? ofIds(run, deliveryIds ?? [])
    : ofConversation(run, conversationId);
};

/**
 * Sends dead letters again: each lane's in their old order, behind what waits there, with their old ids and bodies,
 * marked late. Deliveries that are not given up are left alone.
 * @returns how many were put back.
 * @throws monitorErrors.redriveWhat (400), monitorErrors.notFound (404)
 */
export const redriveDeliveries = async (run: Redrive): Promise<number> => {
  const { deps, principal, correlationId, request } = run;
  const { db, clock, committed } = deps;
  const dead = (await chosen(run)).flatMap(({ deadLetter, lane }) =>
    deadLetter === null || lane === null ? [] : [{ deadLetter, lane }],
  );
  if (dead.length === 0) return 0;
  const work = await db.transaction(async (tx) => {
    await lockThreads(tx, [...new Set(dead.map(({ lane }) => lane))]);
    const ids = dead.map(({ deadLetter }) => deadLetter);
    const put = await redrive(tx, { org: principal.org, ids, clock });
    if (put.length > 0)
      await noteChange(deps, tx, {
        by: { principal, correlationId },
        action: 'redrive',
        ...auditOf(request, put.length),
      });
    return put;
  });
  committed(work);
  return work.length;
};
