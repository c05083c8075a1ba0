import type { Handler } from '@tandem/contract';
import { conversationHandlers } from './conversations.operations.ts';
import { deliveryHandlers } from './deliveries.operations.ts';
import { liveHandlers } from './live.operations.ts';
import type { MonitorDeps } from './monitor.deps.ts';
import { supervisionHandlers } from './supervision.operations.ts';

export type { MonitorDeps } from './monitor.deps.ts';

/** What the contact centre shows of its own work: live figures, conversations hop by hop, deliveries with redrive. */
export const monitorHandlers = (deps: MonitorDeps): readonly Handler[] => [
  ...liveHandlers(deps),
  ...conversationHandlers(deps),
  ...deliveryHandlers(deps),
  ...supervisionHandlers(deps),
];
