import { type HttpResponse } from '@tandem/kit';
import type { ConnectorRecord } from './connectors.model.ts';
import type { ConnectorDeps } from './connectors.types.ts';
import { type Query } from './target.rules.ts';
/** One call through a connector. */
export type ConnectorCall = {
    readonly method: string;
    /** Appended to the connector's address; may hold a query of its own. */
    readonly path: string;
    readonly query?: Query;
    readonly headers?: Readonly<Record<string, string | string[]>>;
    readonly body?: string | Buffer;
    /** For each attempt. Default 10 000. */
    readonly timeoutMs?: number;
    /** For a connection to be there. */
    readonly connectTimeoutMs?: number;
    /** Largest answer that is taken, in bytes. Default 1 MiB. */
    readonly maxBytes?: number;
    /** How many redirects are followed, within the address of the connector only. Default 0. */
    readonly redirects?: number;
    readonly signal?: AbortSignal;
};
/** What flows call. @param connector id, or name without case */
export type CallThrough = (org: string, connector: string, call: ConnectorCall) => Promise<HttpResponse>;
/** The one way out for calls of connectors: every check of a call is here. */
export declare const createCallThrough: (deps: ConnectorDeps) => {
    callThrough: CallThrough;
    send: (to: ConnectorRecord, call: ConnectorCall) => Promise<HttpResponse>;
};
