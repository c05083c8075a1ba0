import type { ConnectionState } from '@tandem/contract';
import {
  type ConnectionRecord,
  type GrantRecord,
  type GrantState,
  isCodeGrant,
} from './connections.model.ts';

/** What may happen to a grant. */
export type GrantEvent = 'issued' | 'refused' | 'misconfigured' | 'failing' | 'dropped';

/** State and event → next state. An event that is not in the table changes nothing. */
export const grantTransitions: Readonly<
  Record<GrantState, Readonly<Partial<Record<GrantEvent, GrantState>>>>
> = {
  active: {
    issued: 'active',
    refused: 'needsReauthorization',
    misconfigured: 'error',
    failing: 'error',
    dropped: 'needsReauthorization',
  },
  error: {
    issued: 'active',
    refused: 'needsReauthorization',
    misconfigured: 'error',
    failing: 'error',
    dropped: 'needsReauthorization',
  },
  // Only a new sign-in, or the answer to a refresh that was under way, makes it good again.
  needsReauthorization: { issued: 'active' },
};

export const nextState = (state: GrantState, event: GrantEvent): GrantState =>
  grantTransitions[state][event] ?? state;

/** State of a connection as it is shown, for the user whose grant this is. */
export const connectionStateOf = (
  connection: Pick<ConnectionRecord, 'enabled' | 'grant'>,
  grant: Pick<GrantRecord, 'state' | 'tokens' | 'problem'> | null,
): ConnectionState => {
  if (!connection.enabled) return 'inactive';
  // A token that never came is a fault at once; one that lives carries over a server that is down.
  if (grant?.state === 'active' && !grant.tokens && grant.problem) return 'error';
  if (grant) return grant.state;
  return isCodeGrant(connection) ? 'needsReauthorization' : 'active';
};
