import type { Connector } from '@tandem/contract';
import type { ConnectorRecord } from './connectors.model.ts';
import type { ConnectorDeps } from './connectors.types.ts';
/** A connector as it is answered: never a secret, and how it stands now. */
export declare const toWire: (deps: ConnectorDeps, connector: ConnectorRecord) => Promise<Connector>;
