import { catalogue, type Handler } from '@tandem/contract';
import type { FastifyInstance } from 'fastify';
import { httpErrors } from './errors.ts';
import type { HttpDeps } from './http-deps.ts';
import { errorSender, fastifyPath, requirePrincipal } from './mount.ts';

const shapeOf = (method: string, path: string) =>
  `${method} ${path.replaceAll(/\{\w+\*?\}/g, '{}')}`;

/** Operations that exist at Genesys and not here answer 501 with the operation's name, never a 404 or a fake 200. */
export const mountNotImplemented = (
  app: FastifyInstance,
  deps: HttpDeps,
  handlers: readonly Handler[],
) => {
  const offered = new Set(
    handlers.map(({ operation }) => shapeOf(operation.method, operation.path)),
  );
  for (const entry of catalogue) {
    if (offered.has(shapeOf(entry.method, entry.path))) continue;
    app.route({
      method: entry.method,
      url: fastifyPath(entry.path),
      handler: async (request) => {
        await requirePrincipal(request, deps);
        throw httpErrors.notImplemented({ operation: `${entry.method} ${entry.path}` });
      },
      errorHandler: errorSender(deps),
    });
  }
};
