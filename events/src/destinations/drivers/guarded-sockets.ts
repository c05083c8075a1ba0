import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { type EgressGuard, guardError } from './guard-error.ts';

type Dialled = (error: Error | null, socket?: Duplex) => void;
type Target = {
  readonly host?: string | null;
  readonly hostname?: string;
  readonly port?: number | string | null;
};

const bare = (host: string) => host.replace(/^\[|\]$/g, '');

/** Dials what the guard has checked: the name cannot lead elsewhere between check and use. */
const dial = (
  { guard, secure }: { guard: EgressGuard; secure: boolean },
  options: Target & ConnectionOptions,
  dialled: Dialled,
) => {
  const host = bare(String(options.host ?? options.hostname ?? ''));
  const port = Number(options.port ?? (secure ? 443 : 80));
  guard.resolve(host, port).then(
    ({ address }) => {
      const name = options.servername || (isIP(host) ? undefined : host);
      const socket: Socket = secure
        ? connectTls({ ...options, host: address, port, ...(name ? { servername: name } : {}) })
        : connectTcp({ host: address, port });
      socket.setNoDelay(true);
      dialled(null, socket);
    },
    (error: unknown) => dialled(guardError(error)),
  );
};

/** Agents of node:http and node:https for clients that bring their own HTTP, such as the AWS SDK. */
export const guardedAgents = (guard: EgressGuard, maxSockets: number) => {
  const options = { keepAlive: true, maxSockets };
  const httpAgent = new HttpAgent(options);
  const httpsAgent = new HttpsAgent(options);
  for (const [agent, secure] of [
    [httpAgent, false],
    [httpsAgent, true],
  ] as const)
    Object.assign(agent, {
      createConnection: (target: Target & ConnectionOptions, dialled: Dialled) => {
        dial({ guard, secure }, target, dialled);
      },
    });
  return {
    httpAgent,
    httpsAgent,
    destroy() {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
};
