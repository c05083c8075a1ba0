import {
  createDestinations,
  type Destinations,
  type EventBuses,
  type NoteAudit,
} from '@tandem/events';
import { createRenderEvents, typesOfTopics } from '../topics/index.ts';
import type { PlatformDeps } from './platform.ts';

type Parts = {
  readonly audit: NoteAudit;
  readonly buses: Pick<EventBuses, 'openDriver'>;
};

/** Where events of the contact centre go, the event buses of Tandem among them. */
export const createEventDestinations = (
  deps: PlatformDeps,
  { audit, buses }: Parts,
): Destinations => {
  const { leaseTimes } = deps;
  const destinations = createDestinations({
    ...deps,
    audit,
    render: createRenderEvents(deps),
    typesOfTopics,
    secrets: deps.eventSecrets,
    ...(leaseTimes ? { leaseMs: leaseTimes.lifeMs } : {}),
  });
  destinations.registerDriver({
    ...{ kind: 'embedded', label: 'Event bus of Tandem', fields: [], envelopes: ['native'] },
    managedOnly: true,
    open: async ({ org, source }) => buses.openDriver({ org, source: source.name }),
  });
  return destinations;
};
