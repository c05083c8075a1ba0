import type { ConnectionState, ConnectorState } from '@tandem/contract';
import type { ConnectorRecord, StoredState } from './connectors.model.ts';

export type ConnectorEvent = 'deactivate' | 'reactivate';

/** State and event → next state; what is not in the table is refused. */
export const connectorTransitions: Readonly<
  Record<StoredState, Readonly<Partial<Record<ConnectorEvent, StoredState>>>>
> = {
  active: { deactivate: 'inactive' },
  inactive: { reactivate: 'active' },
};

/** What a connector depends on. */
export type Standing = {
  /** Of its OAuth connection; null when it was deleted, undefined when the connector has none. */
  readonly connection: ConnectionState | null | undefined;
  /** Whether the person who consented may still act; only asked of connectors to this contact centre. */
  readonly isConsenterActive: boolean;
};

const ofConnection: Readonly<Record<ConnectionState, ConnectorState>> = {
  active: 'active',
  needsReauthorization: 'needsReauthorization',
  inactive: 'error',
  error: 'error',
};

/** State of a connector as it is shown. */
export const connectorStateOf = (
  { state, kind }: Pick<ConnectorRecord, 'state' | 'kind'>,
  { connection, isConsenterActive }: Standing,
): ConnectorState => {
  if (state === 'inactive') return 'inactive';
  if (kind === 'platform') return isConsenterActive ? 'active' : 'needsReauthorization';
  if (connection === null) return 'error';
  return connection === undefined ? 'active' : ofConnection[connection];
};

/** Why a connector cannot be used though nobody deactivated it, in words. */
export const problemOf = (
  { kind, consent }: Pick<ConnectorRecord, 'kind' | 'consent'>,
  standing: Standing,
): string | null => {
  if (kind === 'platform')
    return standing.isConsenterActive
      ? null
      : `${consent.name}, who consented, is not active any more. Somebody else has to consent.`;
  switch (standing.connection) {
    case undefined:
    case 'active':
      return null;
    case null:
      return 'Its OAuth connection was deleted. Choose another one.';
    case 'inactive':
      return 'Its OAuth connection is deactivated.';
    case 'needsReauthorization':
      return 'Somebody has to sign in to its OAuth connection again.';
    case 'error':
      return 'Its OAuth connection gets no new token at the moment.';
  }
};
