import { type Handler, handle, queuesOperations as ops } from '@tandem/contract';
import { namePattern, pageOf, toListing } from '../users/index.ts';
import { divisionsOf } from './divisions.ts';
import { estimateWait } from './estimated-wait.ts';
import { listQueues, type QueueFilter, type QueueRecord } from './queues.store.ts';
import { createQueue, queueOr404, removeQueue, replaceQueue } from './queues.usecases.ts';
import { toQueueWire } from './queues.wire.ts';
import type { RoutingDeps } from './routing.deps.ts';

type ListQuery = {
  readonly pageSize?: number;
  readonly pageNumber?: number;
  readonly name?: string;
  readonly id?: readonly string[];
  readonly divisionId?: readonly string[];
  readonly sortOrder?: string;
};

/** Some of the operations declare no filters: theirs come as they stand in the address. */
const listOf = (given: readonly string[] | undefined) =>
  Array.isArray(given) ? (given as readonly string[]) : undefined;

const filterOf = (query: ListQuery): QueueFilter => ({
  pattern: namePattern(query.name),
  ids: listOf(query.id),
  divisions: listOf(query.divisionId),
  descending: query.sortOrder?.toLowerCase().startsWith('desc') ?? false,
});

const wireAll = async (deps: RoutingDeps, org: string, queues: readonly QueueRecord[]) => {
  const division = await divisionsOf(
    deps.directory,
    org,
    queues.map((queue) => queue.division),
  );
  return queues.map((queue) => toQueueWire(queue, division(queue.division)));
};

const wireOne = async (deps: RoutingDeps, queue: QueueRecord) =>
  (await wireAll(deps, queue.org, [queue]))[0];

const listHandlers = (deps: RoutingDeps): Handler[] =>
  [
    ops.getRoutingQueues,
    ops.getRoutingQueuesDivisionviews,
    ops.getRoutingQueuesDivisionviewsAll,
  ].map((operation) =>
    handle(operation, async ({ principal, query }) => {
      const wanted = query as ListQuery;
      const { org } = principal;
      const { total, rows } = await listQueues(deps.db, {
        org,
        filter: filterOf(wanted),
        page: pageOf(wanted),
      });
      const entities = await wireAll(deps, org, rows);
      return {
        status: 200,
        body: toListing({ path: operation.path, query: { ...wanted }, total, entities }),
      };
    }),
  );

/** Queues themselves: lists, create, read, replace, delete, expected waiting time. */
export const queueHandlers = (deps: RoutingDeps): Handler[] => [
  ...listHandlers(deps),
  handle(ops.postRoutingQueues, async (call) => ({
    status: 200,
    body: await wireOne(deps, await createQueue(deps, call, call.body)),
  })),
  handle(ops.getRoutingQueue, async ({ principal, params }) => ({
    status: 200,
    body: await wireOne(deps, await queueOr404(deps.db, principal.org, params.queueId)),
  })),
  handle(ops.putRoutingQueue, async (call) => ({
    status: 200,
    body: await wireOne(
      deps,
      await replaceQueue(deps, call, { id: call.params.queueId, request: call.body }),
    ),
  })),
  handle(ops.deleteRoutingQueue, async (call) => {
    const { params, query } = call;
    await removeQueue(deps, call, { id: params.queueId, force: query.forceDelete ?? false });
    return { status: 200 };
  }),
  handle(ops.getRoutingQueueEstimatedwaittime, async ({ principal, params, query }) => {
    const queue = await queueOr404(deps.db, principal.org, params.queueId);
    const { conversationId: conversation } = query;
    const asked = conversation ? { conversation } : {};
    return { status: 200, body: await estimateWait(deps, queue, asked) };
  }),
  handle(ops.getRoutingQueueMediatypeEstimatedwaittime, async ({ principal, params }) => {
    const queue = await queueOr404(deps.db, principal.org, params.queueId);
    return { status: 200, body: await estimateWait(deps, queue, params) };
  }),
];
