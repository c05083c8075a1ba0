import { HttpCallError, type HttpResponse } from '@tandem/kit';
import { requireSafeUrl } from '../connections/index.ts';
import { isWithinAccess } from './access.rules.ts';
import { createAuthorisation, type ProvenSend } from './authorisation.ts';
import { connectorErrors } from './connectors.errors.ts';
import type { ConnectorRecord } from './connectors.model.ts';
import { findConnector } from './connectors.store.ts';
import type { ConnectorDeps } from './connectors.types.ts';
import { headersOf, methodOf, type Query, targetOf } from './target.rules.ts';

/** One call through a connector. */
export type ConnectorCall = {
  readonly method: string;
  /** Appended to the connector's address; may hold a query of its own. */
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** For each attempt. Default 10 000. */
  readonly timeoutMs?: number;
  /** Largest answer that is taken, in bytes. Default 1 MiB. */
  readonly maxBytes?: number;
};

/** What flows call. */
export type CallThrough = (
  org: string,
  connectorId: string,
  call: ConnectorCall,
) => Promise<HttpResponse>;

/** The contact centre's API, and nothing else of this server. */
const platformBase = '/api/v2';

const platformUrlOf = (origin: string, call: ConnectorCall): URL => {
  const url = targetOf(origin, call);
  if (!url.pathname.startsWith(`${platformBase}/`))
    throw connectorErrors.badCall({ problem: `The path begins with ${platformBase}/.` });
  return url;
};

const urlOf = (
  { contactCentre }: ConnectorDeps,
  { setup }: ConnectorRecord,
  call: ConnectorCall,
) => {
  if (setup.baseUrl !== null) return targetOf(setup.baseUrl, call);
  if (!contactCentre) throw connectorErrors.noPlatform();
  return platformUrlOf(contactCentre.origin(), call);
};

const toConnectorError = (error: unknown, { name }: ConnectorRecord): unknown => {
  if (!(error instanceof HttpCallError)) return error;
  if (error.reason === 'timeout') return connectorErrors.timedOut({ name });
  const reasons = {
    connect: 'the connection could not be made or broke off',
    'too-large': 'it is too large',
    aborted: 'the call was given up',
  };
  return connectorErrors.noAnswer({ name, reason: reasons[error.reason] });
};

/** The one way out for calls of connectors: every check of a call is here. */
export const createCallThrough = (
  deps: ConnectorDeps,
): {
  callThrough: CallThrough;
  send: (to: ConnectorRecord, call: ConnectorCall) => Promise<HttpResponse>;
} => {
  const authorised = createAuthorisation(deps);

  const send = async (connector: ConnectorRecord, call: ConnectorCall): Promise<HttpResponse> => {
    const { name, state, access } = connector;
    const method = methodOf(call.method);
    if (state !== 'active') throw connectorErrors.inactive({ name });
    if (!isWithinAccess(access, method)) throw connectorErrors.beyondAccess({ name, method });
    const url = urlOf(deps, connector, call);
    headersOf(call.headers ?? {}, {});
    // The name may resolve to something else by now; http is for private addresses.
    if (url.protocol === 'http:') await requireSafeUrl(deps.guard, url.href);
    const once: ProvenSend = (proof) => {
      const address = new URL(url);
      for (const [key, value] of Object.entries(proof.query)) address.searchParams.set(key, value);
      return deps.http.request({
        method,
        url: address.href,
        headers: headersOf(call.headers ?? {}, proof.headers),
        ...(call.body === undefined ? {} : { body: call.body }),
        ...(call.timeoutMs === undefined ? {} : { timeoutMs: call.timeoutMs }),
        ...(call.maxBytes === undefined ? {} : { maxBytes: call.maxBytes }),
      });
    };
    try {
      return await authorised(connector, once);
    } catch (error) {
      throw toConnectorError(error, connector);
    }
  };

  return {
    send,
    /**
     * Calls the other side of a connector: adds its address and what it proves itself by.
     * @throws connectorErrors.notFound, inactive, beyondAccess, badCall, noPlatform, consenterGone, noAnswer, timedOut;
     *   connectionErrors.*, vaultErrors.*, egressErrors.*
     */
    async callThrough(org, connectorId, call) {
      const connector = await findConnector(deps.db, { org, id: connectorId });
      if (!connector) throw connectorErrors.notFound({ connector: connectorId });
      return send(connector, call);
    },
  };
};
