import {
  flowDepthHeader,
  type Handler,
  type Principal,
  toldFlowDepth,
  withFlowDepth,
} from '@tandem/contract';
import { isUuid, type PublicError } from '@tandem/kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { correlationHeaders, correlationIdOf } from './correlation.ts';
import { directLineErrorBody, genesysErrorBody, httpErrors, toPublicError } from './errors.ts';
import type { HttpDeps } from './http-deps.ts';
import { clientOriginOf, originOf } from './origin.ts';
import { requirePermission } from './permission.ts';
import { compileChecks } from './validate.ts';

const bearer = /^Bearer +(?<token>\S+)$/i;

/** Sent with every answer of the wire, as Genesys does. */
const wireHeaders = {
  'cache-control': 'no-cache, no-store, must-revalidate',
  pragma: 'no-cache',
  'strict-transport-security': 'max-age=600; includeSubDomains',
};

/** The principal behind the request's bearer token. @throws httpErrors.authenticationRequired, badCredentials */
export const requirePrincipal = async (
  request: FastifyRequest,
  { authenticate }: HttpDeps,
): Promise<Principal> => {
  const token = bearer.exec(request.headers.authorization ?? '')?.groups?.['token'];
  if (!token) throw httpErrors.authenticationRequired();
  const principal = await authenticate(token);
  if (!principal) throw httpErrors.badCredentials();
  return principal;
};

/** Values that fit the schema and that PostgreSQL cannot store: NUL characters, numbers and times out of range. */
const unstorable = new Set(['22021', '22P05', '22003', '22007', '22008']);

/** A path id that PostgreSQL cannot read as a UUID names nothing: 404, as for any unknown id. */
const asPublic = (error: unknown, request: FastifyRequest): PublicError => {
  const { code } = error as { code?: unknown };
  if (unstorable.has(String(code))) return httpErrors.badRequest();
  if (code !== '22P02') return toPublicError(error);
  const ids = Object.values((request.params ?? {}) as Record<string, string>);
  return ids.every((id) => isUuid(id)) ? httpErrors.badRequest() : httpErrors.notFound();
};

/** Answers an error in the shape of the wire that was called. */
export const errorSender =
  (deps: HttpDeps) => (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const correlationId = correlationIdOf(request.headers['inin-correlation-id'], deps.ids);
    const shown = asPublic(error, request);
    if (shown.status >= 500 && shown.status !== 501) {
      deps.log.error(
        { err: error, correlationId, method: request.method, route: request.routeOptions.url },
        'request failed',
      );
    }
    const directLine = request.url.includes('/v3/directline');
    const body = directLine ? directLineErrorBody(shown) : genesysErrorBody(shown, correlationId);
    return reply
      .code(shown.status)
      .headers({
        ...wireHeaders,
        ...correlationHeaders(correlationId),
        // A refusal that its page may not read looks like a lost network, and is sent again for ever.
        ...(directLine ? { 'access-control-allow-origin': '*' } : {}),
        ...shown.headers,
      })
      .send(body);
  };

/** Aborts when the client gives the request up. */
const signalOf = ({ raw }: FastifyRequest): AbortSignal => {
  const aborted = new AbortController();
  if (raw.readableAborted) aborted.abort();
  else raw.once('aborted', () => aborted.abort());
  return aborted.signal;
};

const jsonBody = (request: FastifyRequest, raw: Buffer | undefined): unknown => {
  if (!raw || raw.length === 0) return undefined;
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(raw.toString('utf8')));
  const text = raw.toString('utf8');
  // Such a key could reach into prototypes when objects are merged; no client of the wire has a use for it.
  if (text.includes('"__proto__"') && /"__proto__"\s*:/.test(text)) throw httpErrors.prototypeKey();
  try {
    return JSON.parse(text);
  } catch (error) {
    throw error instanceof RangeError ? httpErrors.tooDeep() : httpErrors.badRequest();
  }
};

const parsable = /^application\/(json|x-www-form-urlencoded|[\w.+-]+\+json)\b/i;

const bodyOf = (request: FastifyRequest, handler: Handler): unknown => {
  const raw = request.body as Buffer | undefined;
  const type = request.headers['content-type'];
  if (!raw || raw.length === 0) return undefined;
  if (type && parsable.test(type)) return jsonBody(request, raw);
  if (handler.raw) return undefined;
  throw httpErrors.unsupportedMediaType();
};

/** Before the body is read: a large one is not gathered for a stranger. */
const admission = (admit: NonNullable<Handler['admit']>) => async (request: FastifyRequest) =>
  admit({
    params: request.params as Record<string, string>,
    query: request.query as Record<string, unknown>,
    headers: request.headers,
    address: request.ip,
  });

/** Serves one operation: token → permission → schemas → handler → reply. */
const mountOne = (app: FastifyInstance, deps: HttpDeps, handler: Handler) => {
  const { operation } = handler;
  const checks = compileChecks(operation);
  const serve = async (
    request: FastifyRequest,
    reply: FastifyReply,
    principal: Principal | null,
  ) => {
    const correlationId = correlationIdOf(request.headers['inin-correlation-id'], deps.ids);
    const limits = principal ? deps.rateLimiter.take(principal) : {};
    if (principal) requirePermission(principal, operation.permission);
    const answer = await handler.run({
      principal: principal as Principal,
      params: checks.params(request.params) as Record<string, string>,
      query: checks.query(request.query) as Record<string, unknown>,
      body:
        handler.raw && !operation.body
          ? bodyOf(request, handler)
          : checks.body(bodyOf(request, handler)),
      headers: request.headers,
      ...(handler.raw && request.body ? { rawBody: request.body as Buffer } : {}),
      correlationId: withFlowDepth(correlationId, toldFlowDepth(request.headers[flowDepthHeader])),
      // Few handlers ask for these, and the busiest do not.
      get origin() {
        return originOf(request, deps);
      },
      get clientOrigin() {
        return clientOriginOf(request, deps);
      },
      get address() {
        return request.ip;
      },
      get signal() {
        return signalOf(request);
      },
    });
    reply.code(answer.status).headers({
      ...wireHeaders,
      ...correlationHeaders(correlationId),
      ...limits,
      ...answer.headers,
    });
    return reply.send(answer.body ?? (answer.status === 204 ? undefined : ''));
  };
  const run = async (request: FastifyRequest, reply: FastifyReply) => {
    const principal = operation.access === 'public' ? null : await requirePrincipal(request, deps);
    if (!principal || !deps.noteUse) return serve(request, reply, principal);
    try {
      const sent = await serve(request, reply, principal);
      deps.noteUse(principal, operation, reply.statusCode);
      return sent;
    } catch (error) {
      deps.noteUse(principal, operation, asPublic(error, request).status);
      throw error;
    }
  };
  app.route({
    method: operation.method,
    url: fastifyPath(operation.path),
    handler: run,
    ...(handler.admit ? { onRequest: admission(handler.admit) } : {}),
    ...(handler.bodyLimit ? { bodyLimit: handler.bodyLimit } : {}),
    errorHandler: errorSender(deps),
  });
};

/** `/queues/{queueId}` → `/queues/:queueId`; a trailing `{path*}` becomes a wildcard. */
export const fastifyPath = (path: string): string =>
  path.replaceAll(/\{\w+\*\}/g, '*').replaceAll(/\{(\w+)\}/g, ':$1');

export const mountHandlers = (
  app: FastifyInstance,
  deps: HttpDeps,
  handlers: readonly Handler[],
) => {
  for (const handler of handlers) mountOne(app, deps, handler);
};
