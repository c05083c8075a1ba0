import type { FastifyRequest } from 'fastify';
import type { HttpDeps } from './http-deps.ts';

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i;

/** An address as it stands in a URL; IPv4 that came in through an IPv6 socket is plain IPv4. */
const hostOf = (address: string): string => {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return plain.includes(':') ? `[${plain}]` : plain;
};

/** Origin the caller says to have used: the public URL when set, else the Host header. */
export const clientOriginOf = (request: FastifyRequest, { publicUrl }: HttpDeps): string =>
  publicUrl ?? `${request.protocol}://${request.host}`;

/**
 * Origin of this server for links that others will follow. A caller may send any Host, so it counts only when it is
 * the address at which the connection came in, the machine itself, or the word of a trusted proxy. Any other name gets
 * the address of the connection: right within the network, and never an address that the caller made up.
 */
export const originOf = (request: FastifyRequest, deps: HttpDeps): string => {
  if (deps.publicUrl) return deps.publicUrl;
  const { localAddress = '127.0.0.1', localPort = 80, remoteAddress = '' } = request.socket;
  const fromProxy =
    request.headers['x-forwarded-host'] !== undefined && deps.isTrustedProxy?.(remoteAddress);
  if (fromProxy) return clientOriginOf(request, deps);
  const here = new URL(`http://${hostOf(localAddress)}:${localPort}`);
  const named = `http://${request.headers.host ?? ''}`;
  if (!URL.canParse(named)) return here.origin;
  const asked = new URL(named);
  return loopback.test(asked.hostname) || asked.host === here.host ? asked.origin : here.origin;
};
