import type { Handler } from '@tandem/contract';
import type { SealedColumn } from '@tandem/kit';
import { secretContext } from './authorisation.ts';
import { type CallThrough, createCallThrough } from './call-through.ts';
import { connectorHandlers } from './connectors.operations.ts';
import { type ConnectorName, connectorNames, perUserConnectors } from './connectors.store.ts';
import type { ConnectorDeps } from './connectors.types.ts';

export type { CallThrough, ConnectorCall } from './call-through.ts';
export { connectorErrors } from './connectors.errors.ts';
export type { ConnectorDeps, ContactCentre, FlowName } from './connectors.types.ts';

export type Connectors = {
  readonly handlers: readonly Handler[];
  /** Connectors of an organisation by name, for flows to choose from. */
  readonly names: (org: string) => Promise<readonly ConnectorName[]>;
  /** Those whose secret or token each user has of their own. */
  readonly perUser: (org: string) => Promise<readonly ConnectorName[]>;
  /** For flows: the only way out through a connector. */
  readonly callThrough: CallThrough;
};

/** Connectors on the schema of the core services. */
export const createConnectors = (deps: ConnectorDeps): Connectors => {
  const { callThrough, send } = createCallThrough(deps);
  return {
    handlers: connectorHandlers(deps, send),
    names: (org) => connectorNames(deps.db, org),
    perUser: (org) => perUserConnectors(deps.db, org),
    callThrough,
  };
};

/** What connectors keep sealed. */
export const connectorSealedColumns: readonly SealedColumn[] = [
  {
    table: 'connector',
    column: 'secret',
    key: ['id'],
    format: 'source',
    context: ({ id = '' }) => secretContext(id),
  },
];
