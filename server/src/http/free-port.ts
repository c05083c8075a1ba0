import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Listens for a moment where the server is going to: a start that would fail at its last step leaves nothing behind.
 * @throws the system's error (EADDRINUSE, EACCES, EADDRNOTAVAIL) when the port cannot be had
 */
export const requireFreePort = async ({
  PORT,
  HOST,
}: {
  readonly PORT: number;
  readonly HOST: string;
}): Promise<void> => {
  if (PORT === 0) return;
  const probe = createServer();
  probe.listen({ port: PORT, host: HOST });
  await once(probe, 'listening');
  await new Promise((resolve) => probe.close(resolve));
};
