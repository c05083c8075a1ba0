import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adminRoutes } from './fake-admin-routes.ts';
import { createFakeState, type FakeState } from './fake-data.ts';
import { deskRoutes } from './fake-desk-routes.ts';
import {
  type FakeCall,
  type FakeReply,
  type FakeRoutes,
  failure,
  matchOperation,
  objection,
  readJson,
  sendReply,
  unknownQuery,
} from './fake-http.ts';
import { responseRoutes } from './fake-response-routes.ts';
import { createFakeSignIn, type FakeSignIn } from './fake-sign-in.ts';
import { createFakeSocket } from './fake-socket.ts';

export type FakeWire = {
  readonly origin: string;
  readonly state: FakeState;
  /** Requests that no contract operation or no route answers, wrong bodies, unknown query parameters. */
  readonly mistakes: string[];
  readonly publish: (topic: string, eventBody: unknown) => number;
  /** Closes every socket, as a restart of the server does. */
  readonly dropSockets: () => void;
  /** Makes every token invalid. */
  readonly revoke: () => void;
  readonly giveUselessTokens: () => void;
  readonly close: () => Promise<void>;
};

export type FakeWireOptions = {
  readonly permissions?: readonly string[];
  readonly halves?: readonly ('platform' | 'gateway')[];
  readonly port?: number;
  /** Folder of the built console, when it is not the usual one. */
  readonly dist?: string;
  /** Further routes, such as those of a feature's own test; they win. */
  readonly routes?: (state: FakeState) => FakeRoutes;
};

// Another build can be named, so that a run is not disturbed by whoever builds meanwhile.
const DIST = process.env['CONSOLE_DIST'] ?? fileURLToPath(new URL('../../dist', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

async function serveFile(dist: string, path: string, response: ServerResponse): Promise<void> {
  const inside = normalize(path.replace(/^\/(console|desk)/, ''));
  const file = extname(inside) ? join(dist, inside) : join(dist, 'index.html');
  const content = await readFile(file).catch(() => null);
  response.writeHead(content ? 200 : 404, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
  });
  response.end(content ?? '');
}

type Context = {
  readonly state: FakeState;
  readonly routes: FakeRoutes;
  readonly signIn: FakeSignIn;
  readonly mistakes: string[];
  readonly halves: readonly string[];
  readonly dist: string;
};

async function answerApi(context: Context, request: IncomingMessage, url: URL): Promise<FakeReply> {
  const { routes, signIn, mistakes } = context;
  const match = matchOperation(request.method ?? '', url.pathname);
  const key = `${request.method} ${match?.operation.path ?? url.pathname}`;
  const blame = (why: string): FakeReply => {
    mistakes.push(`${key}: ${why}`);
    return failure(400, 'bad.request', why);
  };
  const route = routes[key];
  if (!route || (!match && url.pathname.startsWith('/api/'))) {
    blame('no such operation');
    return failure(501, 'not.implemented', `${key} is not implemented.`);
  }
  if (!signIn.accepts(request.headers.authorization)) {
    return failure(401, 'bad.credentials', 'Invalid login credentials.');
  }
  const body = (await readJson(request)) as FakeCall['body'];
  if (match) {
    const unknown = unknownQuery(match.operation, url.searchParams);
    if (unknown.length > 0) return blame(`unknown query ${unknown.join(', ')}`);
    const wrong = objection(match.operation, body);
    if (wrong) return blame(wrong);
  }
  const params = match?.params ?? {};
  return route({ params, query: url.searchParams, body, headers: request.headers });
}

async function answerMedia(
  context: Context,
  request: IncomingMessage,
  id: string,
): Promise<FakeReply> {
  const upload = context.state.uploads.get(id);
  if (!upload) return failure(404, 'not.found', 'No such upload.');
  let size = 0;
  for await (const chunk of request) size += (chunk as Buffer).length;
  if (request.method === 'GET') return { status: 200, body: {} };
  upload.mime = String(request.headers['content-type'] ?? '');
  return size === upload.size ? { status: 200 } : failure(400, 'bad.request', 'Wrong length.');
}

async function answer(context: Context, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://fake');
  if (url.pathname.startsWith('/oauth/')) return context.signIn.answer(request, response);
  if (url.pathname === '/logout') {
    response.writeHead(302, { location: url.searchParams.get('redirect_uri') ?? '/' });
    return response.end();
  }
  if (url.pathname === '/console/config.json') {
    const { halves } = context;
    return sendReply(response, {
      status: 200,
      body: { apiBase: '', halves, clientId: 'tandem-console' },
    });
  }
  if (url.pathname.startsWith('/fake-media/')) {
    return sendReply(response, await answerMedia(context, request, url.pathname.slice(12)));
  }
  if (/^\/(api|tandem)\//.test(url.pathname)) {
    return sendReply(response, await answerApi(context, request, url));
  }
  return serveFile(context.dist, url.pathname, response);
}

/** A strict stand-in for the server: only operations of the contract, bodies by its schemas, the built console. */
export async function startFakeWire(options: FakeWireOptions = {}): Promise<FakeWire> {
  if (!existsSync(join(options.dist ?? DIST, 'index.html'))) {
    throw new Error('The console is not built. Run: node tools/build-web.mjs');
  }
  const state = createFakeState(options.permissions ?? ['*']);
  const mistakes: string[] = [];
  const signIn = createFakeSignIn();
  const server = createServer((request, response) => {
    answer(context, request, response).catch((error: unknown) => {
      mistakes.push(String(error));
      sendReply(response, failure(500, 'internal.server.error', String(error)));
    });
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = createFakeSocket(server, port);
  const context: Context = {
    state,
    mistakes,
    signIn,
    halves: options.halves ?? ['platform', 'gateway'],
    dist: options.dist ?? DIST,
    routes: {
      ...adminRoutes(state),
      ...deskRoutes(state, socket.publish),
      ...responseRoutes(),
      ...socket.routes,
      ...options.routes?.(state),
    },
  };
  return {
    origin: `http://127.0.0.1:${port}`,
    state,
    mistakes,
    publish: socket.publish,
    dropSockets: socket.drop,
    revoke: signIn.revoke,
    giveUselessTokens: signIn.giveUselessTokens,
    async close() {
      socket.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
