import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock, Log } from '@tandem/kit';
import { type WebSocket, WebSocketServer } from 'ws';

/** Asked for one upgrade request: refuse with a status, or say what to do with the open socket. */
export type SocketAnswer =
  | { readonly status: number; readonly message: string }
  | { readonly onSocket: (socket: WebSocket) => void };

export type SocketRequest = {
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
};

/** One kind of socket. `path` may hold `{name}` placeholders for whole segments. */
export type SocketHandler = {
  readonly path: string;
  readonly accept: (request: SocketRequest) => Promise<SocketAnswer>;
};

const escapePattern = (text: string) => text.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&');
const matcherOf = (path: string) =>
  new RegExp(`^${escapePattern(path).replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`);

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  503: 'Service Unavailable',
};

/** As the wire's own 503 says: try again soon. */
const retryAfter = 'Retry-After: 1\r\n';

const refuse = (socket: Duplex, status: number, message: string) => {
  const body = JSON.stringify({ message, status });
  socket.end(
    `HTTP/1.1 ${status} ${reasons[status] ?? 'Error'}\r\n${status === 503 ? retryAfter : ''}Connection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};

/** Largest frame a client may send. */
const maxPayload = 256 * 1024;

/** The address of a request; null when it cannot be read. */
const addressOf = ({ url = '/' }: IncomingMessage): URL | null => {
  try {
    const address = new URL(url, 'http://localhost');
    decodeURIComponent(address.pathname);
    return address;
  } catch {
    return null;
  }
};

/** How long a client may take to answer the goodbye; one whose network is gone never does. */
const goodbyeMs = 1_000;

const closeAll = async (open: ReadonlySet<WebSocket>, clock: Clock): Promise<void> => {
  const closed = [...open].map((socket) => {
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.close(1001, 'server is stopping');
    return ended;
  });
  const end = clock.after(goodbyeMs, () => {
    for (const socket of open) socket.terminate();
  });
  await Promise.all(closed);
  end.cancel();
};

/** Serves WebSocket upgrades of the server by path. Answers a function that closes every open socket. */
export const mountSockets = (
  server: Server,
  handlers: readonly SocketHandler[],
  { log, clock }: { readonly log: Log; readonly clock: Clock },
) => {
  const sockets = new WebSocketServer({ noServer: true, maxPayload });
  const table = handlers.map((handler) => ({ handler, matcher: matcherOf(handler.path) }));
  let stopping = false;
  const upgrade = async (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
    const url = addressOf(request);
    if (!url) return refuse(duplex, 400, 'The address cannot be read.');
    for (const { handler, matcher } of table) {
      const match = matcher.exec(url.pathname);
      if (!match) continue;
      const params = Object.fromEntries(
        Object.entries(match.groups ?? {}).map(([name, value]) => [
          name,
          decodeURIComponent(value),
        ]),
      );
      const answer = await handler.accept({
        path: url.pathname,
        params,
        query: url.searchParams,
        headers: request.headers,
      });
      if (stopping) return refuse(duplex, 503, 'The service is stopping.');
      if ('status' in answer) return refuse(duplex, answer.status, answer.message);
      return sockets.handleUpgrade(request, duplex, head, (socket) => {
        socket.on('error', () => socket.terminate());
        answer.onSocket(socket);
      });
    }
    refuse(duplex, 404, 'No socket is served at this path.');
  };
  server.on('upgrade', (request, duplex, head) => {
    duplex.on('error', () => duplex.destroy());
    upgrade(request, duplex, head).catch((error) => {
      log.warn({ err: error }, 'socket refused');
      refuse(duplex, 503, 'The service cannot answer right now.');
    });
  });
  return {
    /** Says goodbye to every client and takes no more; resolves when all sockets are closed. */
    closeAll: () => {
      stopping = true;
      return closeAll(sockets.clients, clock);
    },
  };
};
