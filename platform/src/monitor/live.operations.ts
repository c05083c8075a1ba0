import { type Handler, handle, type LiveFigures, monitorOperations } from '@tandem/contract';
import { agentFigures, conversationFigures, deliveryFigures, queueFigures } from './live.store.ts';
import { createMinutes } from './minutes.ts';
import type { MonitorDeps } from './monitor.deps.ts';

const defaultMinutes = 60;

export const liveHandlers = ({ db, clock }: MonitorDeps): readonly Handler[] => {
  const minutes = createMinutes(db);
  return [
    handle(monitorOperations.getMonitorLive, async ({ principal: { org }, query }) => {
      const now = clock.now();
      const [conversations, agents, deliveries, queues, series] = await Promise.all([
        conversationFigures(db, org),
        agentFigures(db, org),
        deliveryFigures(db, org, now),
        queueFigures(db, org, now),
        minutes(org, now, query.minutes ?? defaultMinutes),
      ]);
      const body: LiveFigures = {
        at: now.toISOString(),
        conversations,
        agents,
        deliveries,
        queues,
        minutes: series,
      };
      return { status: 200, body };
    }),
  ];
};
