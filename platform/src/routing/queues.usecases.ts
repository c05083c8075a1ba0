import type { CreateQueueRequest, Principal, QueueRequest } from '@tandem/contract';
import { divisionFor } from './divisions.ts';
import { checkSettings, settingsOf } from './queue.settings.ts';
import {
  countWaiting,
  deleteQueue,
  findQueue,
  insertQueue,
  type QueueRecord,
  updateQueue,
} from './queues.store.ts';
import type { RoutingDeps } from './routing.deps.ts';
import { routingErrors } from './routing.errors.ts';

const nameFrom = (name: string): string => {
  const trimmed = name.normalize('NFC').trim();
  if (trimmed === '') throw routingErrors.nameMissing({ kind: 'queue' });
  return trimmed;
};

/** The queue. @throws routingErrors.notFound (404), also for a queue of another organisation. */
export const queueOr404 = async (
  db: RoutingDeps['db'],
  org: string,
  id: string,
): Promise<QueueRecord> => {
  const queue = await findQueue(db, org, id);
  if (!queue) throw routingErrors.notFound();
  return queue;
};

/**
 * Creates a queue; with `sourceQueueId` its settings come from that queue where the request says nothing.
 * @throws routingErrors.nameTaken (409), unknownReference, badSetting (400)
 */
export async function createQueue(
  deps: RoutingDeps,
  principal: Principal,
  request: CreateQueueRequest,
): Promise<QueueRecord> {
  const { db, clock, ids, directory } = deps;
  const { org } = principal;
  const source = request.sourceQueueId ? await findQueue(db, org, request.sourceQueueId) : null;
  if (request.sourceQueueId && !source)
    throw routingErrors.unknownReference({ kind: 'queue', id: request.sourceQueueId });
  const doc = { ...source?.doc, ...settingsOf(request) };
  checkSettings(doc);
  const queue = {
    id: ids.uuid(),
    org,
    name: nameFrom(request.name),
    division: await divisionFor(directory, org, request.division?.id),
    doc,
    by: principal.userId ?? principal.clientId,
    at: clock.now(),
  };
  if (!(await insertQueue(db, queue)))
    throw routingErrors.nameTaken({ kind: 'queue', name: queue.name });
  return queueOr404(db, org, queue.id);
}

/** Replaces a queue's settings. @throws routingErrors.notFound, nameTaken, unknownReference, badSetting */
export async function replaceQueue(
  deps: RoutingDeps,
  principal: Principal,
  { id, request }: { readonly id: string; readonly request: QueueRequest },
): Promise<QueueRecord> {
  const { db, clock, directory } = deps;
  const before = await queueOr404(db, principal.org, id);
  const doc = settingsOf(request);
  checkSettings(doc);
  const division = await divisionFor(directory, principal.org, request.division?.id);
  const name = nameFrom(request.name);
  const changed = await updateQueue(db, {
    id: before.id,
    org: principal.org,
    name,
    division: division ?? before.division,
    doc,
    by: principal.userId ?? principal.clientId,
    at: clock.now(),
  });
  if (changed === null) throw routingErrors.nameTaken({ kind: 'queue', name });
  deps.wakeQueues([before.id]);
  return queueOr404(db, principal.org, id);
}

/** @throws routingErrors.notFound, queueInUse (409) while conversations wait and `force` is not set. */
export async function removeQueue(
  { db }: RoutingDeps,
  principal: Principal,
  { id, force }: { readonly id: string; readonly force: boolean },
): Promise<void> {
  const queue = await queueOr404(db, principal.org, id);
  const waiting = await countWaiting(db, principal.org, queue.id);
  if (waiting > 0 && !force) throw routingErrors.queueInUse({ waiting: String(waiting) });
  if (!(await deleteQueue(db, principal.org, queue.id))) throw routingErrors.notFound();
}
