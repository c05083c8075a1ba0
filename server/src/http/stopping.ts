import type { Clock, Timer } from '@tandem/kit';
import type { FastifyInstance } from 'fastify';

/** How long requests under way may take to come to their end once the process stops. */
const graceMs = 5_000;
/** A connection that has just been answered on stays open for the next request: it is looked for this often. */
const lookMs = 50;

/**
 * Takes no more requests and waits for those under way, but not for ever: a client that never sends the rest of its
 * body must not keep a node from giving back its leases.
 */
export const closeApp = async (app: FastifyInstance, clock: Clock): Promise<void> => {
  const { server } = app;
  const endMs = clock.monotonicMs() + graceMs;
  let timer: Timer | undefined;
  const look = () => {
    if (clock.monotonicMs() >= endMs) return server.closeAllConnections();
    server.closeIdleConnections();
    timer = clock.after(lookMs, look);
  };
  const closed = app.close();
  look();
  await closed;
  timer?.cancel();
};
