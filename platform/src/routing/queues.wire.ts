import type { Queue } from '@tandem/contract';
import type { DivisionName } from '../users/index.ts';
import { withDefaults } from './queue.settings.ts';
import type { QueueRecord } from './queues.store.ts';

export const queueUri = (id: string): string => `/api/v2/routing/queues/${id}`;

export const divisionWire = ({ id, name }: DivisionName) => ({
  id,
  name,
  selfUri: `/api/v2/authorization/divisions/${id}`,
});

/** Queue as Genesys shows it. */
export const toQueueWire = (queue: QueueRecord, division: DivisionName): Queue => ({
  id: queue.id,
  name: queue.name,
  division: divisionWire(division),
  ...withDefaults(queue.doc),
  dateCreated: queue.createdAt.toISOString(),
  dateModified: queue.modifiedAt.toISOString(),
  ...(queue.createdBy ? { createdBy: queue.createdBy } : {}),
  ...(queue.modifiedBy ? { modifiedBy: queue.modifiedBy } : {}),
  memberCount: queue.members,
  userMemberCount: queue.members,
  joinedMemberCount: queue.joined,
  selfUri: queueUri(queue.id),
});
