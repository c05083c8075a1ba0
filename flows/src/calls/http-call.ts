import { flowChainHeader, flowDepthHeader, maxFlowDepth } from '@tandem/contract';
import { PublicError } from '@tandem/kit';
import type { CallEffect, CallOrigin } from '../calls.model.ts';
import type { HttpPairs, HttpRequest, HttpResponse } from '../http.model.ts';
import { bodyOf, type OpenedFields, type SentBody } from './body.rules.ts';
import type { Breakers } from './breakers.ts';
import { callErrors } from './calls.errors.ts';
import type { FlowCallDeps } from './calls.types.ts';
import { headersOf } from './headers.rules.ts';
import { type Prepared, type Route, routeOf } from './http-send.ts';
import { isRepeatable, repeatAfter } from './repeat.rules.ts';
import { openReference } from './secrets.ts';
import type { Sessions } from './sessions.ts';

export type RequestEffect = Extract<CallEffect, { kind: 'httpRequest' }>;

export type HttpCallParts = {
  readonly deps: FlowCallDeps;
  readonly sessions: Sessions;
  readonly breakers: Breakers;
};

/** Random bytes of a multipart boundary: no content holds it by chance. */
const boundaryBytes = 18;

const openedOf = async (
  deps: FlowCallDeps,
  origin: CallOrigin,
  { body }: HttpRequest,
): Promise<OpenedFields> => {
  if (body?.kind !== 'json') return {};
  const opened: [string, string][] = [];
  for (const [field, reference] of Object.entries(body.secrets))
    opened.push([field, await openReference(deps, origin, reference)]);
  return Object.fromEntries(opened);
};

const depthSent = ({ depth = 0 }: CallOrigin): number => depth + 1;

/** Headers that stand whatever the author wrote: of a multipart body, for it names the boundary; and the depth. */
const standing = (
  { body }: HttpRequest,
  { sent, depth }: { readonly sent: SentBody | null; readonly depth: number },
): HttpPairs => [
  ...(body?.kind === 'multipart' && sent ? Object.entries(sent.headers) : []),
  [flowDepthHeader, String(depth)],
];

/**
 * A refusal of this product: more attempts would end in the same way. It refuses only what is deeper than a chain may
 * be; from anybody else the header says nothing.
 */
const requireShortChain = ({ status, headers }: HttpResponse, sent: number): void => {
  if (sent > maxFlowDepth && status === 409 && headers[flowChainHeader] !== undefined)
    throw callErrors.chain({ most: String(maxFlowDepth) });
};

const prepare = async (
  deps: FlowCallDeps,
  effect: RequestEffect,
  { origin, signal }: { readonly origin: CallOrigin; readonly signal: AbortSignal },
): Promise<Prepared> => {
  const { request } = effect;
  const opened = await openedOf(deps, origin, request);
  const boundary = () => `tandem-${deps.ids.token(boundaryBytes)}`;
  const body = request.body && bodyOf(request.body, { opened, boundary });
  const key = request.idempotencyKey ? { 'idempotency-key': effect.id } : {};
  const headers = headersOf(request.headers, {
    content: { ...body?.headers, ...key },
    own: standing(request, { sent: body, depth: depthSent(origin) }),
  });
  return { request, headers, body, signal };
};

/** Counts the requests that are sent. */
type Sent = { attempts: number };

/** One attempt, counted by the breaker of its other side where the author wants one. */
const attempt = async (
  { breakers }: HttpCallParts,
  { circuitBreaker }: HttpRequest,
  { route: { host, keyOf, attempt: make }, sent }: { readonly route: Route; readonly sent: Sent },
): Promise<HttpResponse> => {
  const key = circuitBreaker ? keyOf() : null;
  if (key !== null) breakers.enter(key, host);
  sent.attempts += 1;
  if (key === null) return make();
  try {
    const response = await make();
    breakers.leave(key, response.status >= 500);
    return response;
  } catch (error) {
    // An attempt that was given up says nothing of the other side; a try of a half-open circuit is due again later.
    if (error instanceof PublicError) breakers.leave(key, true);
    throw error;
  }
};

/**
 * Carries out one HTTP request of a flow, with its repetitions.
 * @throws callErrors.* for what the other side or the author did wrong; anything else when the signal fired
 */
export const callHttp = async (
  parts: HttpCallParts,
  effect: RequestEffect,
  under: {
    readonly origin: CallOrigin;
    readonly signal: AbortSignal;
    readonly sent: Sent;
  },
): Promise<HttpResponse> => {
  const { deps, sessions } = parts;
  const { request } = effect;
  const prepared = await prepare(deps, effect, under);
  const route = await routeOf({ deps, sessions, origin: under.origin }, prepared);
  for (let attempts = 1; ; attempts += 1) {
    const response = await attempt(parts, request, { route, sent: under.sent });
    requireShortChain(response, depthSent(under.origin));
    if (!isRepeatable(response)) return response;
    const now = deps.clock.now();
    const pause = repeatAfter(request, response, { attempts, now, random: deps.ids.random() });
    if (pause === null) return response;
    await deps.clock.sleep(pause, under.signal);
  }
};
