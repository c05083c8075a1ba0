import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import {
  type Clock,
  createEgressGuard,
  createHttpClient,
  createWebSocketClient,
  type EgressGuard,
  type EgressRule,
  egressErrors,
  type HttpClient,
  isOwnAddress,
  parseEgressRule,
  type WebSocketClient,
} from '@tandem/kit';
import type { ServerSettings } from '../settings.ts';

/** All outbound calls of the process: one guard, one pool. */
export type Outbound = {
  readonly guard: EgressGuard;
  readonly http: HttpClient;
  /**
   * Reads files whose addresses strangers name: customers, and bots and agents that pass on what they were told. It
   * reaches public addresses, those where the operator says that files lie, and files that a server of ours has signed.
   */
  readonly files: Pick<HttpClient, 'request'>;
  readonly sockets: WebSocketClient;
  /** Whether the other end of a connection to this server is this process. */
  readonly isOwnCall: (incoming: Socket) => boolean;
  /** Lets the halves of this process reach each other on its own port, whatever its address. */
  readonly allowOwn: (url: string) => void;
  readonly close: () => Promise<void>;
};

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** Addresses that tell nothing but a file, and only to whoever has its signature. */
const signedFile = new RegExp(
  `^(?:/v3/directline/attachments/${uuid}/[\\w-]{43}|/api/v2/downloads/${uuid}\\?until=\\d+&signature=[\\w-]+)$`,
);

const isSignedFile = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && signedFile.test(url.pathname + url.search);
};

const plain = (address = '') => address.replace(/^::ffff:/i, '');

/** Connections of this process to others, by what both ends see of them. */
const createOwnConnections = () => {
  const open = new Set<string>();
  return {
    add(socket: Socket) {
      const { localAddress, localPort, remotePort } = socket;
      const key = JSON.stringify([plain(localAddress), localPort, remotePort]);
      open.add(key);
      socket.once('close', () => open.delete(key));
    },
    has: ({ remoteAddress, remotePort, localPort }: Socket) =>
      open.has(JSON.stringify([plain(remoteAddress), remotePort, localPort])),
  };
};

const addressesOfMachine = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((found = []) => found.map(({ address }) => address));

/** For files whose addresses strangers name: where `allow` says, but never this server by its own port. */
export const createFilesGuard = (
  allow: readonly EgressRule[],
  own: { readonly port: number },
  addresses: () => readonly string[] = addressesOfMachine,
): EgressGuard =>
  createEgressGuard({
    allow,
    isClosed: (port, address) => port === own.port && isOwnAddress(address, addresses()),
    refused: egressErrors.blockedFile,
  });

/** Opens it with what the settings allow beside public addresses. */
export const openOutbound = (
  settings: Pick<ServerSettings, 'TANDEM_EGRESS_ALLOW' | 'TANDEM_EGRESS_ALLOW_FILES'>,
  clock: Clock,
): Outbound => {
  const rules = [...settings.TANDEM_EGRESS_ALLOW];
  const own = { port: 0 };
  const connections = createOwnConnections();
  const guard = createEgressGuard({ allow: rules });
  const http = createHttpClient({ guard, connected: connections.add });
  const strangers = createHttpClient({
    guard: createFilesGuard(settings.TANDEM_EGRESS_ALLOW_FILES, own),
    connected: connections.add,
  });
  const sockets = createWebSocketClient({ guard, clock });
  return {
    guard,
    http,
    files: {
      request: (request) => (isSignedFile(request.url) ? http : strangers).request(request),
    },
    sockets,
    isOwnCall: connections.has,
    allowOwn(url) {
      const { hostname, port, protocol } = new URL(url);
      own.port = Number(port) || (protocol === 'https:' ? 443 : 80);
      rules.push(parseEgressRule(`${hostname}:${own.port}`));
    },
    async close() {
      await Promise.all([http.close(), strangers.close(), sockets.close()]);
    },
  };
};
