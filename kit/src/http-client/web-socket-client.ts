import { Agent, WebSocket } from 'undici';
import type { Clock } from '../clock.ts';
import type { EgressGuard } from './egress.ts';
import { egressErrors } from './egress.ts';
import { guardedConnector } from './http-client.ts';

/** One open outbound WebSocket; text frames only. */
export type ClientSocket = {
  readonly send: (text: string) => void;
  readonly close: () => void;
  readonly onMessage: (hear: (text: string) => void) => void;
  /** Called once, whoever closed it; at once when it is closed already. */
  readonly onClose: (hear: () => void) => void;
};

export type WebSocketClient = {
  /** @throws Error when the socket does not open in time, egressErrors.badUrl for another scheme */
  readonly connect: (url: string, options?: { timeoutMs?: number }) => Promise<ClientSocket>;
  readonly close: () => Promise<void>;
};

const wrap = (socket: WebSocket): ClientSocket => ({
  send: (text) => socket.send(text),
  close: () => socket.close(),
  onMessage: (hear) =>
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') hear(data);
    }),
  onClose(hear) {
    if (socket.readyState === WebSocket.CLOSED) return hear();
    socket.addEventListener('close', () => hear(), { once: true });
  },
});

/** Outbound WebSockets under the same guard as outbound HTTP. */
export const createWebSocketClient = ({
  guard,
  clock,
}: {
  guard: EgressGuard;
  clock: Clock;
}): WebSocketClient => {
  const agent = new Agent({ connect: guardedConnector(guard) });
  return {
    connect: (url, { timeoutMs = 10_000 } = {}) =>
      new Promise((resolve, reject) => {
        if (!/^wss?:\/\//i.test(url) || !URL.canParse(url)) return reject(egressErrors.badUrl());
        const socket = new WebSocket(url, { dispatcher: agent });
        const timer = clock.after(timeoutMs, () => {
          reject(new Error('the socket did not open in time'));
          socket.close();
        });
        const settle = (run: () => void) => () => {
          timer.cancel();
          run();
        };
        socket.addEventListener(
          'open',
          settle(() => resolve(wrap(socket))),
        );
        socket.addEventListener(
          'error',
          settle(() => reject(new Error('the socket could not be opened'))),
        );
        socket.addEventListener(
          'close',
          settle(() => reject(new Error('the socket was closed'))),
        );
      }),
    close: () => agent.destroy(),
  };
};
