import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';

export type HealthDeps = {
  /** Answers what is not ready, or nothing. */
  readonly problems: () => Promise<readonly string[]>;
  readonly metrics: Registry;
};

/** `/health/live`, `/health/ready` and `/metrics`, for orchestrators and monitoring. */
export const mountHealth = (app: FastifyInstance, { problems, metrics }: HealthDeps): void => {
  app.get('/health/live', (_request, reply) => reply.send({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const found = await problems();
    return reply
      .code(found.length === 0 ? 200 : 503)
      .send(found.length === 0 ? { status: 'ready' } : { status: 'unavailable', problems: found });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  );
};
