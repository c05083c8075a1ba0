import { HttpCallError, type HttpResponse, sameOriginRedirect } from '@tandem/kit';
import { requireSafeUrl } from '../connections/index.ts';
import { headerBeyondAccess, isWithinAccess } from './access.rules.ts';
import { createAuthorisation, type Proof, type ProvenSend } from './authorisation.ts';
import { connectorErrors } from './connectors.errors.ts';
import type { ConnectorRecord } from './connectors.model.ts';
import { findConnectorByRef } from './connectors.store.ts';
import type { ConnectorDeps } from './connectors.types.ts';
import {
  headersOf,
  isBelow,
  methodOf,
  type Query,
  targetOf,
  withoutContentHeaders,
} from './target.rules.ts';

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
  /** Whose tokens and values, where each user has their own. */
  readonly userId?: string | null;
  readonly signal?: AbortSignal;
};

/** What flows call. @param connector id, or name without case */
export type CallThrough = (
  org: string,
  connector: string,
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

/** Where a call goes, and the address that its redirects may not leave. */
const targetsOf = (
  { contactCentre }: ConnectorDeps,
  { setup }: ConnectorRecord,
  call: ConnectorCall,
): { readonly base: string; readonly url: URL } => {
  const { baseUrl } = setup;
  if (baseUrl !== null) return { base: baseUrl, url: targetOf(baseUrl, call) };
  if (!contactCentre) throw connectorErrors.noPlatform();
  const origin = contactCentre.origin();
  return { base: `${origin}${platformBase}`, url: platformUrlOf(origin, call) };
};

const toConnectorError = (error: unknown, { name }: ConnectorRecord): unknown => {
  if (!(error instanceof HttpCallError)) return error;
  if (error.reason === 'timeout') return connectorErrors.timedOut({ name }, { cause: error });
  const reasons = {
    connect: 'the connection could not be made or broke off',
    'too-large': 'it is too large',
    aborted: 'the call was given up',
  };
  return connectorErrors.noAnswer({ name, reason: reasons[error.reason] }, { cause: error });
};

type Hop = {
  readonly url: URL;
  readonly method: string;
  /** Address that redirects may not leave. */
  readonly base: string;
  readonly call: ConnectorCall;
  readonly proof: Proof;
};

const sendOnce = (http: ConnectorDeps['http'], { url, method, call, proof }: Hop) => {
  const address = new URL(url);
  for (const [key, value] of Object.entries(proof.query)) address.searchParams.set(key, value);
  const { body, timeoutMs, connectTimeoutMs, maxBytes, signal } = call;
  return http.request({
    method,
    url: address.href,
    headers: headersOf(call.headers ?? {}, proof.headers),
    ...(body === undefined ? {} : { body }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(signal ? { signal } : {}),
  });
};

/** Sends, and follows redirects within the connector as far as the call allows. */
const sendHops = async (http: ConnectorDeps['http'], first: Hop): Promise<HttpResponse> => {
  let hop = first;
  for (let left = first.call.redirects ?? 0; ; left -= 1) {
    const answer = await sendOnce(http, hop);
    const next = left > 0 ? sameOriginRedirect(hop, answer) : null;
    if (!next || !isBelow(hop.base, next.url)) return answer;
    const { body: _dropped, headers = {}, ...bodiless } = hop.call;
    const call = next.keepsBody
      ? hop.call
      : { ...bodiless, headers: withoutContentHeaders(headers) };
    hop = { ...hop, url: next.url, method: next.method, call };
  }
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
    const header = headerBeyondAccess(access, call.headers ?? {});
    if (header !== null) throw connectorErrors.headerBeyondAccess({ name, header });
    const { base, url } = targetsOf(deps, connector, call);
    headersOf(call.headers ?? {}, {});
    // The name may resolve to something else by now; http is for private addresses.
    if (url.protocol === 'http:') await requireSafeUrl(deps.guard, url.href);
    const once: ProvenSend = (proof) => sendHops(deps.http, { url, method, base, call, proof });
    try {
      return await authorised({ connector, userId: call.userId ?? null }, once);
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
    async callThrough(org, ref, call) {
      const connector = await findConnectorByRef(deps.db, { org, ref });
      if (!connector) throw connectorErrors.notFound({ connector: ref });
      return send(connector, call);
    },
  };
};
