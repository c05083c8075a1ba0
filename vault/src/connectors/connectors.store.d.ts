import type { Queryable } from '@tandem/kit';
import type { ConnectorRecord } from './connectors.model.ts';
/** Null also for a connector of another organisation. */
export declare const findConnector: (db: Queryable, { org, id }: {
    readonly org: string;
    readonly id: string;
}) => Promise<ConnectorRecord | null>;
/** By id, or by name without case; an id prevails. */
export declare const findConnectorByRef: (db: Queryable, { org, ref }: {
    readonly org: string;
    readonly ref: string;
}) => Promise<ConnectorRecord | null>;
export declare const listConnectors: (db: Queryable, org: string, page: {
    readonly limit: number;
    readonly offset: number;
}) => Promise<{
    rows: ConnectorRecord[];
    total: number;
}>;
/** False when the organisation has a connector of that name. */
export declare const insertConnector: (tx: Queryable, one: ConnectorRecord) => Promise<boolean>;
export type Updated = 'updated' | 'nameTaken' | 'changedMeanwhile';
/** Stores what was read as `version` before; the next version is one higher. The id and the kind never change. */
export declare const updateConnector: (tx: Queryable, one: ConnectorRecord) => Promise<Updated>;
export declare const deleteConnector: (tx: Queryable, { org, id }: Pick<ConnectorRecord, 'org' | 'id'>) => Promise<boolean>;
export type ConnectorName = {
    readonly id: string;
    readonly name: string;
};
export declare const connectorNames: (db: Queryable, org: string) => Promise<readonly ConnectorName[]>;
