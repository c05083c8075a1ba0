import type { Handler } from '@tandem/contract';
import type { SealedColumn } from '@tandem/kit';
import { type CallThrough } from './call-through.ts';
import { type ConnectorName } from './connectors.store.ts';
import type { ConnectorDeps } from './connectors.types.ts';
export type { CallThrough, ConnectorCall } from './call-through.ts';
export { connectorErrors } from './connectors.errors.ts';
export type { ConnectorDeps, ContactCentre, FlowName } from './connectors.types.ts';
export type Connectors = {
    readonly handlers: readonly Handler[];
    /** Connectors of an organisation by name, for flows to choose from. */
    readonly names: (org: string) => Promise<readonly ConnectorName[]>;
    /** For flows: the only way out through a connector. */
    readonly callThrough: CallThrough;
};
/** Connectors on the schema of the core services. */
export declare const createConnectors: (deps: ConnectorDeps) => Connectors;
/** What connectors keep sealed. */
export declare const connectorSealedColumns: readonly SealedColumn[];
