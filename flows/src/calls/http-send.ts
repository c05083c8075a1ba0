import { PublicError, type HttpResponse as Received, sameOriginRedirect } from '@tandem/kit';
import type { CallOrigin } from '../calls.model.ts';
import type { HttpRequest, HttpResponse, HttpTarget } from '../http.model.ts';
import { isBelow, urlBelow, wholeUrl, withQuery } from './address.rules.ts';
import type { SentBody } from './body.rules.ts';
import { callErrors } from './calls.errors.ts';
import type { FlowCallDeps, SentHeaders } from './calls.types.ts';
import { type Attempted, connectorFailureOf, failureOf } from './failures.rules.ts';
import { withoutContent } from './headers.rules.ts';
import { readResponse } from './response.ts';
import type { OpenSession, Sessions } from './sessions.ts';
import { whileWanted } from './while-wanted.ts';

/** A request as it is sent, but for what a session or a connector adds. */
export type Prepared = {
  readonly request: HttpRequest;
  readonly headers: SentHeaders;
  readonly body: SentBody | null;
  readonly signal: AbortSignal;
};

/** Makes one attempt. @throws PublicError of callErrors when there is no usable answer */
export type Attempt = () => Promise<HttpResponse>;

/** How a target is called, and under what it counts as the same other side. */
export type Route = {
  readonly host: string;
  readonly keyOf: () => string;
  readonly attempt: Attempt;
};

type Context = {
  readonly deps: FlowCallDeps;
  readonly sessions: Sessions;
  readonly origin: CallOrigin;
};
type Of<Kind extends HttpTarget['kind']> = Extract<HttpTarget, { kind: Kind }>;

const mostRedirects = 5;

const attemptedOf = ({ request }: Prepared, host: string): Attempted => ({
  host,
  timeoutMs: request.timeoutMs,
  connectTimeoutMs: request.connectTimeoutMs,
  maxBytes: request.maxResponseBytes,
});

type Hop = {
  readonly url: URL;
  readonly method: string;
  readonly headers: SentHeaders;
  readonly body: SentBody | null;
};

const sendHop = (
  { http }: FlowCallDeps,
  { url, method, headers, body }: Hop,
  { prepared, leftMs }: { readonly prepared: Prepared; readonly leftMs: number },
): Promise<Received> => {
  const { connectTimeoutMs, maxResponseBytes } = prepared.request;
  return http.request({
    ...{ method, headers, url: url.href },
    ...(body ? { body: body.bytes } : {}),
    timeoutMs: leftMs,
    ...(connectTimeoutMs === null ? {} : { connectTimeoutMs }),
    maxBytes: maxResponseBytes,
    signal: prepared.signal,
  });
};

/** One attempt with its redirects: they share its time, and stay below `base`. */
const sendHops = async (
  deps: FlowCallDeps,
  prepared: Prepared,
  { first, base }: { readonly first: Hop; readonly base: string },
): Promise<Received> => {
  const { request } = prepared;
  const endMs = deps.clock.monotonicMs() + request.timeoutMs;
  let hop = first;
  for (let left = request.followRedirects === 'none' ? 0 : mostRedirects; ; left -= 1) {
    const leftMs = Math.max(1, Math.ceil(endMs - deps.clock.monotonicMs()));
    const received = await sendHop(deps, hop, { prepared, leftMs });
    const next = left > 0 ? sameOriginRedirect(hop, received) : null;
    if (!next || !isBelow(base, next.url)) return received;
    hop = next.keepsBody
      ? { ...hop, url: next.url, method: next.method }
      : { url: next.url, method: next.method, headers: withoutContent(hop.headers), body: null };
  }
};

const attemptAt = async (
  deps: FlowCallDeps,
  prepared: Prepared,
  at: { readonly url: URL; readonly base: string; readonly own: Readonly<Record<string, string>> },
): Promise<HttpResponse> => {
  const { url, base, own } = at;
  const { method } = prepared.request;
  const attempted = attemptedOf(prepared, url.host);
  const headers = { ...prepared.headers, ...own };
  try {
    const first = { url, method, headers, body: prepared.body };
    const received = await sendHops(deps, prepared, { first, base });
    return await readResponse(received, attempted);
  } catch (error) {
    throw failureOf(error, attempted);
  }
};

const toUrl = ({ deps, origin }: Context, prepared: Prepared, { url: text }: Of<'url'>): Route => {
  const url = wholeUrl(text, prepared.request.query);
  return {
    host: url.host,
    keyOf: () => JSON.stringify([origin.org, url.origin]),
    attempt: () => attemptAt(deps, prepared, { url, base: url.origin, own: {} }),
  };
};

/** A token that is refused is renewed once in a call, whatever its number of attempts. */
const toSession = async (
  { deps, sessions, origin }: Context,
  prepared: Prepared,
  { session: name, path }: Of<'session'>,
): Promise<Route> => {
  const session: OpenSession = await whileWanted(sessions.open(origin, name), prepared.signal);
  const { base } = session;
  const url = urlBelow(base, path, prepared.request.query);
  let { token } = session;
  let mayRenew = true;
  const send = () =>
    attemptAt(deps, prepared, { url, base, own: { authorization: `Bearer ${token}` } });
  const renewed = async (): Promise<boolean> => {
    mayRenew = false;
    const before = token;
    try {
      token = await whileWanted(session.renew(), prepared.signal);
    } catch (error) {
      // The answer that is there says what happened better than a failure of a second sign-in.
      if (!(error instanceof PublicError)) throw error;
    }
    return token !== before;
  };
  return {
    host: url.host,
    keyOf: () => JSON.stringify([origin.org, url.origin]),
    async attempt() {
      const response = await send();
      return response.status === 401 && mayRenew && (await renewed()) ? send() : response;
    },
  };
};

const toConnector = (
  { deps, origin }: Context,
  prepared: Prepared,
  { connector, path }: Of<'connector'>,
): Route => {
  const { request, headers, body, signal } = prepared;
  const { method, query, timeoutMs, connectTimeoutMs, maxResponseBytes } = request;
  const host = `The other side of the connector "${connector}"`;
  const attempted = attemptedOf(prepared, host);
  const call = {
    ...{ method, headers, timeoutMs, signal },
    path: withQuery(path, query),
    ...(body ? { body: body.bytes } : {}),
    ...(connectTimeoutMs === null ? {} : { connectTimeoutMs }),
    maxBytes: maxResponseBytes,
    redirects: request.followRedirects === 'none' ? 0 : mostRedirects,
    userId: origin.userId ?? null,
  };
  return {
    host,
    keyOf: () => JSON.stringify([origin.org, 'connector', connector.toLowerCase()]),
    async attempt() {
      try {
        return await readResponse(await deps.callThrough(origin.org, connector, call), attempted);
      } catch (error) {
        throw connectorFailureOf(error, attempted);
      }
    },
  };
};

/** How the target of a request is called. @throws callErrors.url, session, and those of signing in again */
export const routeOf = async (context: Context, prepared: Prepared): Promise<Route> => {
  const { target } = prepared.request;
  switch (target.kind) {
    case 'url':
      return toUrl(context, prepared, target);
    case 'session':
      return toSession(context, prepared, target);
    case 'connector':
      if (target.connector === '')
        throw callErrors.connector({ reason: 'No connector is chosen.' });
      return toConnector(context, prepared, target);
  }
};
