import type { ConnectionState, ConnectorState } from '@tandem/contract';
import type { ConnectorRecord, StoredState } from './connectors.model.ts';
export type ConnectorEvent = 'deactivate' | 'reactivate';
/** State and event → next state; what is not in the table is refused. */
export declare const connectorTransitions: Readonly<Record<StoredState, Readonly<Partial<Record<ConnectorEvent, StoredState>>>>>;
/** What a connector depends on. */
export type Standing = {
    /** Of its OAuth connection; null when it was deleted, undefined when the connector has none. */
    readonly connection: ConnectionState | null | undefined;
    /** Whether the person who consented may still act; only asked of connectors to this contact centre. */
    readonly isConsenterActive: boolean;
};
/** State of a connector as it is shown. */
export declare const connectorStateOf: ({ state, kind }: Pick<ConnectorRecord, 'state' | 'kind'>, { connection, isConsenterActive }: Standing) => ConnectorState;
/** Why a connector cannot be used though nobody deactivated it, in words. */
export declare const problemOf: ({ kind, consent }: Pick<ConnectorRecord, 'kind' | 'consent'>, standing: Standing) => string | null;
