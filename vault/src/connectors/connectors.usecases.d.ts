import type { ConnectorRequest } from '@tandem/contract';
import type { Acting } from '../vault.types.ts';
import { type ConnectorEvent } from './connector-state.rules.ts';
import type { ConnectorRecord } from './connectors.model.ts';
import type { ConnectorDeps } from './connectors.types.ts';
/** @throws connectorErrors.notFound also for a connector of another organisation */
export declare const requireConnector: ({ db }: Pick<ConnectorDeps, 'db'>, { principal: { org } }: Pick<Acting, 'principal'>, id: string) => Promise<ConnectorRecord>;
/**
 * Makes a connector; its id never changes.
 * @throws connectorErrors.*, vaultErrors.* of the secret, egressErrors.*
 */
export declare function createConnector(deps: ConnectorDeps, acting: Acting, request: ConnectorRequest): Promise<string>;
/**
 * Changes a connector and keeps its id and kind. Whatever lets it do more asks for consent again.
 * @throws as createConnector; connectorErrors.secretAgain, changedMeanwhile, notFound
 */
export declare function editConnector(deps: ConnectorDeps, acting: Acting, { id, request }: {
    readonly id: string;
    readonly request: ConnectorRequest;
}): Promise<void>;
/** Deactivated, a connector calls nobody. @throws connectorErrors.noTransition, notFound */
export declare function switchConnector(deps: ConnectorDeps, acting: Acting, { id, event }: {
    readonly id: string;
    readonly event: ConnectorEvent;
}): Promise<void>;
/** @throws connectorErrors.inUse with the names of the flows, unless it is forced */
export declare function removeConnector(deps: ConnectorDeps, acting: Acting, { id, force }: {
    readonly id: string;
    readonly force: boolean;
}): Promise<void>;
