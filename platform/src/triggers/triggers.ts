import type { Handler } from '@tandem/contract';
import type { Destinations } from '@tandem/events';
import type { EffectQueue } from '@tandem/lanes';
import { createTriggerDriver } from './triggers.driver.ts';
import {
  type AutomationFlows,
  type TriggerDeps,
  triggerDestinationKind,
} from './triggers.model.ts';
import { triggerHandlers } from './triggers.operations.ts';
import { createTriggerQueue } from './triggers.queue.ts';

/** A process without automation flows: triggers find nothing to start. */
const noFlows: AutomationFlows = {
  served: false,
  find: async () => null,
  start: async () => ({ kind: 'retry', reason: 'Automation flows are not served here.' }),
};

export type Triggers = {
  readonly handlers: readonly Handler[];
  readonly queues: readonly EffectQueue[];
};

/** Triggers, fed by a destination of their own for each organisation that has some. Before the start. */
export const createTriggers = ({
  destinations,
  flows = noFlows,
  ...rest
}: Omit<TriggerDeps, 'destinations' | 'flows'> & {
  readonly flows?: AutomationFlows | undefined;
  readonly destinations: Pick<Destinations, 'port' | 'registerDriver'>;
}): Triggers => {
  const deps: TriggerDeps = { ...rest, flows, destinations: destinations.port };
  destinations.registerDriver({
    ...{ kind: triggerDestinationKind, label: 'Triggers', fields: [], managedOnly: true },
    envelopes: ['native'],
    open: async () => createTriggerDriver(deps),
  });
  return { handlers: triggerHandlers(deps), queues: [createTriggerQueue(deps)] };
};
