import { type Handler, handle, analyticsOperations as ops } from '@tandem/contract';
import { toContainers, wishOf } from './queue-observations.rules.ts';
import { listWaitingObservations, readQueueFigures } from './queue-observations.store.ts';
import type { RoutingDeps } from './routing.deps.ts';

/** Figures of queues as they are now, and who waits in them (Platform API, model QueueObservationQuery). */
export const queueObservationHandlers = ({ db }: Pick<RoutingDeps, 'db'>): Handler[] => [
  handle(ops.postAnalyticsQueuesObservationsQuery, async ({ principal, body }) => {
    const wish = wishOf(body);
    const { org } = principal;
    const figures = await readQueueFigures(db, { org, queues: wish.queues });
    const known = [...figures.keys()];
    const waiting = wish.details.has('oWaiting')
      ? await listWaitingObservations(db, { org, queues: known })
      : new Map();
    const results = [...figures].flatMap(([queue, seen]) =>
      toContainers(wish, queue, { figures: seen, waiting: waiting.get(queue) ?? [] }),
    );
    return { status: 200, body: { results } };
  }),
];
