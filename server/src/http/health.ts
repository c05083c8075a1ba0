import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { createMetricsAccess } from './metrics-access.ts';

export type HealthDeps = {
  /** Answers what is not ready, or nothing. */
  readonly problems: () => Promise<readonly string[]>;
  readonly metrics: Registry;
  /** TANDEM_METRICS_TOKEN, when set. */
  readonly metricsToken: string | undefined;
  /** Whether this process is at the other end of a connection. Absent: it never is. */
  readonly isOwnCall?: (incoming: Socket) => boolean;
};

/** `/health/live` and `/health/ready` for orchestrators, `/metrics` for monitoring. */
export const mountHealth = (app: FastifyInstance, deps: HealthDeps): void => {
  const { problems, metrics, metricsToken, isOwnCall } = deps;
  const admit = createMetricsAccess(metricsToken, isOwnCall);
  app.get('/health/live', (_request, reply) => reply.send({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const found = await problems();
    if (found.length === 0) return reply.send({ status: 'ready' });
    return reply
      .code(503)
      .header('retry-after', '1')
      .send({ status: 'unavailable', problems: found });
  });
  app.get('/metrics', async (request, reply) => {
    admit(request);
    return reply.type(metrics.contentType).send(await metrics.metrics());
  });
};
