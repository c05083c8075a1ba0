import type { HttpResponse } from '@tandem/kit';
import type { ConnectorRecord } from './connectors.model.ts';
import type { ConnectorDeps } from './connectors.types.ts';
/** What a call carries to prove whose it is; header names in small letters. Never logged, stored or shown. */
export type Proof = {
    readonly headers: Readonly<Record<string, string>>;
    readonly query: Readonly<Record<string, string>>;
};
export type ProvenSend = (proof: Proof) => Promise<HttpResponse>;
export declare const secretContext: (id: string) => string;
/** What a connector with a secret of its own carries. @throws vaultErrors.* */
export declare const proofBySecret: (deps: ConnectorDeps, connector: ConnectorRecord) => Promise<Proof>;
/**
 * Sends with what a connector proves itself by. A token that the other side refuses with 401 is renewed, and the call
 * sent once more.
 * @throws connectorErrors.noPlatform, consenterGone, connectionErrors.*, vaultErrors.*
 */
export declare const createAuthorisation: (deps: ConnectorDeps) => (connector: ConnectorRecord, send: ProvenSend) => Promise<HttpResponse>;
