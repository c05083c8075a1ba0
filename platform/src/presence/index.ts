import type { Handler } from '@tandem/contract';
import { definitionHandlers } from './definitions.operations.ts';
import type { PresenceDeps } from './presence.deps.ts';
import { userPresenceHandlers } from './user-presence.operations.ts';

export * from './agents.store.ts';
export type { PresenceDeps } from './presence.deps.ts';
export * from './routing-status.rules.ts';
export * from './routing-status.usecases.ts';
export { createSignInWatch } from './sign-in-watch.ts';
export {
  type SystemPresenceName,
  systemDefinitionId,
  systemPresenceNamed,
  topicSpelling,
} from './system-presences.ts';
export { toStatusWire } from './user-presence.operations.ts';
export {
  defaultSource,
  presenceEvent,
  presencesOf,
  setPresence,
} from './user-presence.usecases.ts';

/** Presence definitions, presences and routing status of users. */
export const presenceHandlers = (deps: PresenceDeps): readonly Handler[] => [
  ...definitionHandlers(deps),
  ...userPresenceHandlers(deps),
];
