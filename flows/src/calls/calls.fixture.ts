import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import {
  type Clock,
  createEgressGuard,
  createHttpClient,
  createTestIds,
  parseEgressRule,
} from '@tandem/kit';
import type { CallEffect, CallOrigin } from '../calls.model.ts';
import type { AuthenticateRequest } from '../effect.model.ts';
import type { HttpRequest } from '../http.model.ts';
import type { FlowInput } from '../run.model.ts';
import type { FlowCallDeps } from './calls.types.ts';
import { createFlowCalls } from './flow-calls.ts';

/** Planted wherever secrets are; looked for wherever people look. */
export const planted = 'pl4nted-s3cret';

export type Seen = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
};
export type Answer = (response: ServerResponse, seen: Seen) => void;

const read = async (request: IncomingMessage): Promise<Seen> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers, rawHeaders } = request;
  return { method, url, headers, rawHeaders, body: Buffer.concat(chunks).toString() };
};

/** A server that notes what it is asked. */
export const startServer = async (
  answer: Answer = (response) => response.end('{"ok":true}'),
  tls: { readonly key: string; readonly cert: string } | null = null,
) => {
  const seen: Seen[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const one = await read(request);
    seen.push(one);
    answer(response, one);
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    port,
    host: `127.0.0.1:${port}`,
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** A clock that stands still but for `move`, and that notes pauses instead of waiting. */
const createStillClock = () => {
  let ms = 0;
  const pauses: number[] = [];
  const start = Date.parse('2026-11-21T10:00:00.000Z');
  const clock: Clock = {
    now: () => new Date(start + ms),
    monotonicMs: () => ms,
    after: () => ({ cancel: () => {} }),
    async sleep(pause) {
      pauses.push(pause);
      ms += pause;
    },
  };
  return {
    clock,
    pauses,
    move: (by: number) => {
      ms += by;
    },
  };
};

const noPort = async (): Promise<never> => {
  throw new Error('not asked for in this test');
};

export const request = (more: Partial<HttpRequest> & Pick<HttpRequest, 'target'>): HttpRequest => ({
  method: 'GET',
  query: [],
  headers: [],
  body: null,
  timeoutMs: 5_000,
  connectTimeoutMs: null,
  retries: 0,
  retryAfter: false,
  circuitBreaker: false,
  maxResponseBytes: 1_048_576,
  idempotencyKey: false,
  followRedirects: 'none',
  ...more,
});

export type Asked = Partial<HttpRequest> & { readonly url?: string };

/** The executing side on a real client that may reach `allow`. */
export const createWorld = (
  allow: readonly string[],
  more: Partial<FlowCallDeps> & { readonly connections?: FlowCallDeps['connections'] } = {},
) => {
  const { clock, pauses, move } = createStillClock();
  const guard = createEgressGuard({
    allow: allow.map(parseEgressRule),
    lookup: (async (host: string) => {
      if (host === 'public.test') return [{ address: '93.184.216.34' }];
      if (host === 'intranet.test') return [{ address: '10.1.2.3' }];
      throw new Error(`no such host ${host}`);
    }) as never,
  });
  const http = createHttpClient({ guard, connections: 4 });
  const calls = createFlowCalls({
    ...{ http, guard, clock, ids: createTestIds('calls') },
    callThrough: noPort,
    connections: { accessToken: noPort, apiBase: noPort },
    openSecret: noPort,
    ...more,
  });
  const origin: CallOrigin = { org: 'acme', run: 'run-1', sessions: {}, variables: {} };
  const perform = (
    effect: CallEffect,
    own: Partial<CallOrigin> = {},
    giveUp = new AbortController(),
  ): Promise<FlowInput> => calls.perform(effect, { ...origin, ...own }, { signal: giveUp.signal });
  return {
    ...{ calls, http, guard, clock, pauses, move, perform },
    /** An HTTP Request to a whole address. */
    send: ({ url = '', ...asked }: Asked, own: Partial<CallOrigin> = {}) =>
      perform(
        {
          kind: 'httpRequest',
          id: 'run-1/7',
          request: request({ target: { kind: 'url', url }, ...asked }),
        },
        own,
      ),
    authenticate: (session: AuthenticateRequest, own: Partial<CallOrigin> = {}) =>
      perform({ kind: 'authenticate', id: 'run-1/1', request: session }, own),
    [Symbol.asyncDispose]: () => http.close(),
  };
};
