import type { CreateQueueRequest, QueueRequest } from '@tandem/contract';
import { actorId, type By, objectNotes } from '../audit/index.ts';
import { divisionFor } from './divisions.ts';
import { checkSettings, settingsOf } from './queue.settings.ts';
import { type RemovalPlan, writeRemoval } from './queue-removal.store.ts';
import {
  countOffered,
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

/** Name, division and settings: what the audit log shows of a queue. */
type Shown = Pick<QueueRecord, 'id' | 'name' | 'division' | 'doc'>;
const note = objectNotes('queue', ({ name, division, doc }: Shown) => ({
  name,
  division,
  ...doc,
}));

/**
 * Creates a queue; with `sourceQueueId` its settings come from that queue where the request says nothing.
 * @throws routingErrors.nameTaken (409), unknownReference, badSetting (400)
 */
export async function createQueue(
  deps: RoutingDeps,
  by: By,
  request: CreateQueueRequest,
): Promise<QueueRecord> {
  const { db, clock, ids, directory } = deps;
  const { org } = by.principal;
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
    by: actorId(by.principal),
    at: clock.now(),
  };
  await db.transaction(async (tx) => {
    if (!(await insertQueue(tx, queue)))
      throw routingErrors.nameTaken({ kind: 'queue', name: queue.name });
    await note(deps, tx, { by, action: 'create', before: null, after: queue });
  });
  return queueOr404(db, org, queue.id);
}

/** Replaces a queue's settings. @throws routingErrors.notFound, nameTaken, unknownReference, badSetting */
export async function replaceQueue(
  deps: RoutingDeps,
  by: By,
  { id, request }: { readonly id: string; readonly request: QueueRequest },
): Promise<QueueRecord> {
  const { db, clock, directory } = deps;
  const { org } = by.principal;
  const before = await queueOr404(db, org, id);
  const doc = settingsOf(request);
  checkSettings(doc);
  const division = await divisionFor(directory, org, request.division?.id);
  const name = nameFrom(request.name);
  const after = { id: before.id, org, name, division: division ?? before.division, doc };
  await db.transaction(async (tx) => {
    const changed = await updateQueue(tx, {
      ...after,
      by: actorId(by.principal),
      at: clock.now(),
    });
    if (changed === null) throw routingErrors.nameTaken({ kind: 'queue', name });
    if (changed) await note(deps, tx, { by, action: 'update', before, after });
  });
  deps.wakeQueues([before.id]);
  return queueOr404(db, org, id);
}

/**
 * Deletes a queue. What `plan` says about those who wait is stored with it, and ACD carries it out.
 * @throws routingErrors.notFound, queueInUse (409) while conversations wait or are offered, and `force` is not set.
 */
export async function removeQueue(
  deps: RoutingDeps,
  by: By,
  {
    id,
    force,
    plan,
  }: { readonly id: string; readonly force: boolean; readonly plan?: RemovalPlan },
): Promise<void> {
  const { org } = by.principal;
  const queue = await queueOr404(deps.db, org, id);
  const offered = await countOffered(deps.db, org, queue.id);
  const waiting = offered + (await countWaiting(deps.db, org, queue.id));
  if (waiting > 0 && !force) throw routingErrors.queueInUse({ waiting: String(waiting) });
  await deps.db.transaction(async (tx) => {
    if (!(await deleteQueue(tx, org, queue.id))) throw routingErrors.notFound();
    const at = deps.clock.now();
    if (plan) await writeRemoval(tx, { org, queue: queue.id }, { ...plan, at });
    await note(deps, tx, { by, action: 'delete', before: queue, after: null });
  });
  deps.wakeQueues([queue.id]);
}
