import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { flowDepthHeader } from '@tandem/contract';
import type { FastifyRequest } from 'fastify';
import { httpErrors } from './errors.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

const isLoopback = (address: string): boolean => {
  const plain = address.replace(/^::ffff:/i, '');
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
};

/**
 * What proxies add: behind one on this machine everybody's connection comes from this machine. Flows, which this machine
 * runs for whoever writes them, say that they are flows.
 */
const forwarding = [
  ...['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'],
  flowDepthHeader,
];

const isDirectFromHere = ({ raw, headers }: FastifyRequest): boolean =>
  isLoopback(raw.socket.remoteAddress ?? '') &&
  forwarding.every((name) => headers[name] === undefined);

/**
 * Who may read the figures: whoever has the token when there is one, else only programs on this machine, and not what
 * this process calls itself for whoever had it do so.
 * @throws httpErrors.authenticationRequired (401), httpErrors.badCredentials (401), httpErrors.metricsLocal (403)
 */
export const createMetricsAccess = (
  token: string | undefined,
  isOwnCall: (incoming: Socket) => boolean = () => false,
) => {
  const expected = token === undefined ? null : digest(`Bearer ${token}`);
  return (request: FastifyRequest): void => {
    if (expected === null) {
      const isAllowed = isDirectFromHere(request) && !isOwnCall(request.raw.socket);
      if (!isAllowed) throw httpErrors.metricsLocal();
      return;
    }
    const given = request.headers.authorization;
    if (given === undefined) throw httpErrors.authenticationRequired();
    if (!timingSafeEqual(digest(given), expected)) throw httpErrors.badCredentials();
  };
};
