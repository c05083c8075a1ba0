import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Handler, Principal } from '@tandem/contract';
import { PublicError } from '@tandem/kit';
import { WebSocketServer } from 'ws';
import type { StreamHandler } from '../index.ts';

/** Serves handlers and sockets for tests: the least of what the server does. */
export type TestHost = AsyncDisposable & { readonly origin: string };

type Mount = {
  readonly handlers: readonly Handler[];
  readonly streamHandlers: readonly StreamHandler[];
  readonly authenticate: (token: string) => Principal | null;
  /** From where a request comes, when the test says so. */
  readonly addressOf?: (request: IncomingMessage) => string | undefined;
};

const matcherOf = (path: string) =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);

const decode = (groups: Record<string, string> | undefined) =>
  Object.fromEntries(
    Object.entries(groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
  );

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const typed = (text: string) => (/^(true|false)$/.test(text) ? text === 'true' : text);

const queryOf = (url: URL) =>
  Object.fromEntries(
    [...url.searchParams].map(([name, value]) => [
      name,
      /^(page(Size|Number)|version)$/.test(name) ? Number(value) : typed(value),
    ]),
  );

const jsonOf = (request: IncomingMessage, raw: Buffer): unknown => {
  if (raw.length === 0 || !/json/.test(request.headers['content-type'] ?? '')) return undefined;
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    throw new PublicError({ status: 400, code: 'bad.request', message: 'malformed' });
  }
};

const principalOf = (handler: Handler, request: IncomingMessage, { authenticate }: Mount) => {
  if (handler.operation.access === 'public') return null;
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const principal = token ? authenticate(token) : null;
  if (!principal) throw new PublicError({ status: 401, code: 'bad.credentials', message: '' });
  const missing = handler.operation.permission?.all?.some(
    (permission) => !principal.permissions.has(permission),
  );
  if (missing) throw new PublicError({ status: 403, code: 'missing.permissions', message: '' });
  return principal;
};

const sendError = (response: ServerResponse, error: unknown) => {
  const known = error instanceof PublicError ? error : null;
  const code = known?.code ?? 'internal.server.error';
  const message = known?.message ?? String(error);
  response.writeHead(known?.status ?? 500, {
    'content-type': 'application/json',
    ...known?.headers,
  });
  const messageParams = known?.params;
  response.end(JSON.stringify({ code, message, messageParams, error: { code, message } }));
};

export async function startTestHost(mount: Mount): Promise<TestHost> {
  const table = mount.handlers
    .map((handler) => ({ handler, matcher: matcherOf(handler.operation.path) }))
    // A path without a placeholder wins, as in the server's router.
    .sort(
      (a, b) =>
        a.handler.operation.path.split('{').length - b.handler.operation.path.split('{').length,
    );
  let origin = '';
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const raw = await readBody(request);
    const url = new URL(request.url ?? '/', origin);
    const found = table
      .filter(({ handler }) => handler.operation.method === request.method)
      .map(({ handler, matcher }) => ({ handler, match: matcher.exec(url.pathname) }))
      .find(({ match }) => match);
    if (!found) throw new PublicError({ status: 404, code: 'not.found', message: url.pathname });
    const { handler, match } = found;
    const { headers } = request;
    const asked = { headers, params: decode(match?.groups), query: queryOf(url) };
    const address = mount.addressOf?.(request) ?? '127.0.0.1';
    await handler.admit?.({ ...asked, address });
    const reply = await handler.run({
      principal: principalOf(handler, request, mount) as Principal,
      ...asked,
      body: jsonOf(request, raw),
      ...(handler.raw ? { rawBody: raw } : {}),
      correlationId: 'test',
      origin,
      clientOrigin: origin,
      address,
      signal: AbortSignal.timeout(20_000),
    });
    const isText = typeof reply.body === 'string' || Buffer.isBuffer(reply.body);
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(isText ? reply.body : reply.body === undefined ? '' : JSON.stringify(reply.body));
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error) => sendError(response, error));
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, duplex, head) => {
    const url = new URL(request.url ?? '/', origin);
    const accept = async () => {
      for (const { path, accept: ask } of mount.streamHandlers) {
        const match = matcherOf(path).exec(url.pathname);
        if (!match) continue;
        const params = decode(match.groups);
        const answer = await ask({ path: url.pathname, params, query: url.searchParams });
        if ('status' in answer) break;
        return sockets.handleUpgrade(request, duplex, head, (socket) => answer.onSocket(socket));
      }
      duplex.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    };
    accept().catch(() => duplex.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
