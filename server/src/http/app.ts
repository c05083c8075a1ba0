import type { Handler } from '@tandem/contract';
import fastify, { type FastifyInstance } from 'fastify';
import { httpErrors } from './errors.ts';
import type { HttpDeps } from './http-deps.ts';
import { errorSender, mountHandlers } from './mount.ts';
import { sendNotFoundPage, wantsPage } from './not-found-page.ts';
import { mountNotImplemented } from './not-implemented.ts';

const mebibyte = 1024 * 1024;
/** From the first byte of a request to its last: long enough for the largest upload on a slow line. */
const requestMs = 10 * 60_000;

/** A Fastify instance without routes: bodies arrive as bytes, so that a handler may check a signature over them. */
const createApp = (deps: HttpDeps): FastifyInstance => {
  const app = fastify({
    logger: false,
    bodyLimit: mebibyte,
    requestTimeout: requestMs,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: true },
    exposeHeadRoutes: false,
    trustProxy: deps.isTrustedProxy ?? false,
  });
  const { noteForwarding } = deps;
  if (noteForwarding)
    app.addHook('onRequest', ({ headers, socket }, _reply, done) => {
      noteForwarding({ headers, peer: socket.remoteAddress ?? '' });
      done();
    });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const send = errorSender(deps);
  app.setErrorHandler(send);
  app.setNotFoundHandler((request, reply) =>
    wantsPage(request)
      ? sendNotFoundPage(request, reply)
      : send(httpErrors.notFound(), request, reply),
  );
  return app;
};

/** The HTTP face of the process: every handler, and 501 for what the Genesys wire has and Tandem lacks. */
export const createHttpApp = (
  deps: HttpDeps & { readonly handlers: readonly Handler[]; readonly catalogue: boolean },
): FastifyInstance => {
  const app = createApp(deps);
  mountHandlers(app, deps, deps.handlers);
  if (deps.catalogue) mountNotImplemented(app, deps, deps.handlers);
  return app;
};
