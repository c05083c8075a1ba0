import type { Handler } from '@tandem/contract';
import { abilityHandlers } from './abilities.operations.ts';
import { memberHandlers } from './members.operations.ts';
import { queueObservationHandlers } from './queue-observations.operations.ts';
import { queueRemovalHandlers } from './queue-removal.operations.ts';
import { queueHandlers } from './queues.operations.ts';
import { reassignmentHandlers } from './reassignment.operations.ts';
import type { RoutingDeps } from './routing.deps.ts';
import { routingSettingsHandlers } from './routing-settings.operations.ts';
import { userAbilityHandlers } from './user-abilities.operations.ts';
import { userQueueHandlers } from './user-queues.operations.ts';
import { utilizationHandlers } from './utilization.operations.ts';
import { wrapupCodeHandlers } from './wrapup-codes.operations.ts';

export {
  type AbilityKind,
  findAbilitiesByName,
  findAbility,
  listUserAbilities,
} from './abilities.store.ts';
export { divisionFor, divisionsOf } from './divisions.ts';
export { expandUsers, type UserExpansion } from './expand-users.ts';
export { joinedQueues } from './members.store.ts';
export { withDefaults } from './queue.settings.ts';
export { createQueueNames, type QueueNames } from './queue-names.ts';
export { findRemoval } from './queue-removal.store.ts';
export { findQueue, listQueues, type QueueRecord, queueNames, uuidsOf } from './queues.store.ts';
export { divisionWire, queueUri } from './queues.wire.ts';
export { findReassignment, type ReassignmentRecord } from './reassignment.store.ts';
export type { RoutingDeps } from './routing.deps.ts';
export { wrapupCodesWire } from './wrapup-codes.operations.ts';
export { findOfferedCode, listOfferedCodes } from './wrapup-codes.store.ts';

/** Queues, members, wrap-up codes, skills, languages and routing settings. */
export const routingHandlers = (deps: RoutingDeps): readonly Handler[] => [
  ...queueHandlers(deps),
  ...queueRemovalHandlers(deps),
  ...reassignmentHandlers(deps),
  ...queueObservationHandlers(deps),
  ...memberHandlers(deps),
  ...userQueueHandlers(deps),
  ...wrapupCodeHandlers(deps),
  ...abilityHandlers(deps),
  ...userAbilityHandlers(deps),
  ...routingSettingsHandlers(deps),
  ...utilizationHandlers(deps),
];
