import { isIP, type Socket } from 'node:net';
import { Agent, buildConnector, type Dispatcher, errors } from 'undici';
import type { EgressGuard } from './egress.ts';
import { egressErrors } from './egress.ts';

export type HttpRequest = {
  readonly method: string;
  readonly url: string;
  /** A list is sent as a header line for each value. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
  /** From the call to the last byte of the answer, waiting and connecting included. Default 10 000. */
  readonly timeoutMs?: number;
  /** Until a connection is there, waiting for its turn included. Default: bounded by `timeoutMs` alone. */
  readonly connectTimeoutMs?: number | undefined;
  /** Largest response body kept; a longer one fails the call. Default 1 MiB. */
  readonly maxBytes?: number;
  /** The status is all that is asked for: it is the answer as soon as it is there, with an empty body. */
  readonly statusOnly?: boolean;
  readonly signal?: AbortSignal;
};

export type HttpResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
};

/** A call that got no usable response. `reason` is safe to show; it never holds headers or bodies. */
export class HttpCallError extends Error {
  readonly reason: 'timeout' | 'connect' | 'too-large' | 'aborted';
  constructor(reason: HttpCallError['reason'], cause: unknown) {
    super(`outbound call failed: ${reason}`, { cause });
    this.name = 'HttpCallError';
    this.reason = reason;
  }
}

export type HttpClient = {
  /** One call, redirects not followed. @throws HttpCallError, egressErrors.* */
  readonly request: (request: HttpRequest) => Promise<HttpResponse>;
  readonly close: () => Promise<void>;
};

const bareHost = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

/** Dials only addresses that the guard has checked: DNS cannot change between check and use. */
export const guardedConnector = (
  guard: EgressGuard,
  connected: (socket: Socket) => void = () => {},
): buildConnector.connector => {
  const connect = buildConnector({ timeout: 10_000 });
  return (options, callback) => {
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
    guard.resolve(options.hostname, port).then(
      ({ address }) => {
        // An address is no name that TLS may ask for (RFC 6066).
        const isNamed = options.protocol === 'https:' && !isIP(bareHost(options.hostname));
        const servername = options.servername || (isNamed ? options.hostname : undefined);
        const dialled = { ...options, hostname: address, ...(servername ? { servername } : {}) };
        connect(dialled, (...outcome) => {
          const [, socket] = outcome;
          if (socket) connected(socket);
          callback(...outcome);
        });
      },
      (error) => callback(error, null),
    );
  };
};

const timeoutCodes = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const toCallError = (error: unknown): unknown => {
  const { code, name } = error as { code?: string; name?: string };
  if (name === 'PublicError' || error instanceof HttpCallError) return error;
  if (code && timeoutCodes.has(code)) return new HttpCallError('timeout', error);
  if (name === 'TimeoutError') return new HttpCallError('timeout', error);
  if (name === 'AbortError') return new HttpCallError('aborted', error);
  return new HttpCallError('connect', error);
};

type Target = { readonly origin: string; readonly path: string };

const mostTargets = 256;

/** Parsed URLs of late: webhooks call the same few again and again. */
const createTargets = () => {
  const known = new Map<string, Target>();
  return (text: string): Target => {
    const found = known.get(text);
    if (found) return found;
    if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw egressErrors.badUrl();
    const { origin, pathname, search } = new URL(text);
    const target = { origin, path: `${pathname}${search}` };
    if (known.size >= mostTargets) known.clear();
    known.set(text, target);
    return target;
  };
};

type Ended = {
  readonly resolve: (response: HttpResponse) => void;
  readonly reject: (error: unknown) => void;
  /** Nothing more comes, whether it was resolved, rejected or neither. */
  readonly release: () => void;
};

const noBody = Buffer.alloc(0);

/** Gathers one response. Straight from the dispatcher: a stream for each answer would cost more than the call. */
const createGatherer = (
  { maxBytes, statusOnly }: { readonly maxBytes: number; readonly statusOnly: boolean },
  ended: Ended,
): Dispatcher.DispatchHandler => {
  const chunks: Buffer[] = [];
  let size = 0;
  let status = 0;
  let headers: HttpResponse['headers'] = {};
  return {
    onRequestStart() {},
    onResponseStart(_controller, statusCode, received) {
      status = statusCode;
      headers = received;
      // Hints come before the answer.
      if (statusOnly && status >= 200) ended.resolve({ status, headers, body: noBody });
    },
    onResponseData(controller, chunk) {
      size += chunk.length;
      if (size > maxBytes) controller.abort(new HttpCallError('too-large', null));
      else if (!statusOnly) chunks.push(chunk);
    },
    onResponseEnd() {
      ended.release();
      const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
      ended.resolve({ status, headers, body });
    },
    onResponseError(_controller, error) {
      ended.release();
      ended.reject(error);
    },
  };
};

/** Sends one request; an abort or its time being up ends it wherever it stands. */
const send = (
  agent: Agent,
  options: Dispatcher.DispatchOptions,
  limits: {
    maxBytes: number;
    statusOnly: boolean;
    timeoutMs: number;
    connectTimeoutMs: number | undefined;
    signal: AbortSignal | undefined;
  },
): Promise<HttpResponse> => {
  const { timeoutMs, connectTimeoutMs, signal } = limits;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null;
    let given: Error | null = null;
    const giveUp = (reason: Error) => {
      given = reason;
      controller?.abort(reason);
      release();
      // Not begun: it waits for a connection and is dropped when its turn comes.
      reject(reason);
    };
    const onAbort = () => giveUp(signal?.reason);
    // A receiver that sends its answer byte by byte never falls silent: the whole of it has an end, too.
    const deadline = setTimeout(() => giveUp(new HttpCallError('timeout', null)), timeoutMs);
    const connecting =
      connectTimeoutMs === undefined
        ? undefined
        : setTimeout(
            () => giveUp(new HttpCallError('timeout', new errors.ConnectTimeoutError())),
            connectTimeoutMs,
          );
    const release = () => {
      clearTimeout(deadline);
      clearTimeout(connecting);
      signal?.removeEventListener('abort', onAbort);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    const gatherer = createGatherer(limits, { resolve, reject, release });
    agent.dispatch(options, {
      ...gatherer,
      onRequestStart(begun) {
        controller = begun;
        clearTimeout(connecting);
        if (given) begun.abort(given);
      },
    });
  });
};

/** Outbound HTTP for the whole product: guarded, pooled with keep-alive, bounded in size and time. */
export const createHttpClient = ({
  guard,
  connections = 128,
  connected,
}: {
  guard: EgressGuard;
  connections?: number;
  /** Told of every connection before anything is sent over it. */
  connected?: (socket: Socket) => void;
}): HttpClient => {
  const agent = new Agent({
    connect: guardedConnector(guard, connected),
    connections,
    pipelining: 1,
    keepAliveTimeout: 30_000,
  });
  const targetOf = createTargets();
  return {
    async request({
      method,
      url,
      headers = {},
      body,
      timeoutMs = 10_000,
      connectTimeoutMs,
      maxBytes = 1024 * 1024,
      statusOnly = false,
      signal,
    }) {
      const { origin, path } = targetOf(url);
      try {
        return await send(
          agent,
          {
            origin,
            path,
            method: method as 'GET',
            headers,
            body: body ?? null,
            headersTimeout: timeoutMs,
            bodyTimeout: timeoutMs,
          },
          { maxBytes, statusOnly, timeoutMs, connectTimeoutMs, signal },
        );
      } catch (error) {
        throw toCallError(error);
      }
    },
    close: () => agent.close(),
  };
};
