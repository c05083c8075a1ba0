import {
  type Handler,
  handle,
  queueReassignmentOperations as ops,
  type QueueReassignment,
} from '@tandem/contract';
import { changesBetween, noteChange } from '../audit/index.ts';
import { findQueue } from './queues.store.ts';
import { queueOr404 } from './queues.usecases.ts';
import {
  findReassignment,
  type ReassignmentRecord,
  writeReassignment,
} from './reassignment.store.ts';
import type { RoutingDeps } from './routing.deps.ts';
import { routingErrors } from './routing.errors.ts';

const toWire = ({ answerSeconds, moveTo, onSignOut }: ReassignmentRecord): QueueReassignment => ({
  ...(answerSeconds === null ? {} : { answerSeconds }),
  ...(moveTo === null ? {} : { moveTo }),
  onSignOut,
});

/** @throws routingErrors.unknownReference (400) if the organisation has no such queue to go to */
const fromWire = async (
  { db }: RoutingDeps,
  org: string,
  { answerSeconds, moveTo, onSignOut }: QueueReassignment,
): Promise<ReassignmentRecord> => {
  const target = moveTo ? await findQueue(db, org, moveTo) : null;
  if (moveTo && !target) throw routingErrors.unknownReference({ kind: 'queue', id: moveTo });
  return { answerSeconds: answerSeconds ?? null, moveTo: target?.id ?? null, onSignOut };
};

/** When conversations leave agents of a queue who do nothing; it holds for what is offered from then on. */
export const reassignmentHandlers = (deps: RoutingDeps): Handler[] => [
  handle(ops.getTandemQueueReassignment, async ({ principal, params }) => {
    const { org, id } = await queueOr404(deps.db, principal.org, params.queueId);
    return { status: 200, body: toWire(await findReassignment(deps.db, { org, queue: id })) };
  }),
  handle(ops.putTandemQueueReassignment, async (call) => {
    const { org, id, name } = await queueOr404(deps.db, call.principal.org, call.params.queueId);
    const after = await fromWire(deps, org, call.body);
    await deps.db.transaction(async (tx) => {
      const before = await findReassignment(tx, { org, queue: id });
      await writeReassignment(tx, { org, queue: id }, after);
      await noteChange(deps, tx, {
        by: call,
        action: 'update',
        entity: { type: 'queue', id, name },
        changes: changesBetween({ reassignment: before }, { reassignment: after }),
      });
    });
    return { status: 200, body: toWire(after) };
  }),
];
