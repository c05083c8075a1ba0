import { type Handler, handle, queueRemovalOperations as ops } from '@tandem/contract';
import { loadOfQueue } from './queue-removal.store.ts';
import { findQueue } from './queues.store.ts';
import { queueOr404, removeQueue } from './queues.usecases.ts';
import type { RoutingDeps } from './routing.deps.ts';
import { routingErrors } from './routing.errors.ts';

/** @throws routingErrors.badSetting (400) for both at once or the queue itself, unknownReference (400) */
const planOf = async (
  deps: RoutingDeps,
  org: string,
  { id, moveTo, farewell }: { id: string; moveTo?: string; farewell?: string },
) => {
  const refuse = (reason: string) => routingErrors.badSetting({ field: 'moveTo', reason });
  if (moveTo !== undefined && farewell !== undefined)
    throw refuse('nobody is moved and sent away at once; leave out moveTo or farewell');
  if (moveTo === undefined) return { moveTo: null, farewell: farewell ?? null };
  const target = await findQueue(deps.db, org, moveTo);
  if (!target) throw routingErrors.unknownReference({ kind: 'queue', id: moveTo });
  if (target.id === id) throw refuse('is the queue that is deleted');
  return { moveTo: target.id, farewell: null };
};

/** Deleting a queue with a word about those who wait in it. */
export const queueRemovalHandlers = (deps: RoutingDeps): Handler[] => [
  handle(ops.getTandemQueueLoad, async ({ principal, params }) => {
    const { org, id } = await queueOr404(deps.db, principal.org, params.queueId);
    return { status: 200, body: await loadOfQueue(deps.db, { org, queue: id }) };
  }),
  handle(ops.postTandemQueueRemoval, async (call) => {
    const { org, id } = await queueOr404(deps.db, call.principal.org, call.params.queueId);
    const plan = await planOf(deps, org, { id, ...call.body });
    const load = await loadOfQueue(deps.db, { org, queue: id });
    await removeQueue(deps, call, { id, force: true, plan });
    return { status: 202, body: load };
  }),
];
