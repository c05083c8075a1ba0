import { Agent, buildConnector, request as undiciRequest } from 'undici';
import type { EgressGuard } from './egress.ts';
import { egressErrors } from './egress.ts';

export type HttpRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Until the response headers arrive, and again for the body. Default 10 000. */
  readonly timeoutMs?: number;
  /** Largest response body kept; a longer one fails the call. Default 1 MiB. */
  readonly maxBytes?: number;
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

/** Dials only addresses that the guard has checked: DNS cannot change between check and use. */
export const guardedConnector = (guard: EgressGuard): buildConnector.connector => {
  const connect = buildConnector({ timeout: 10_000 });
  return (options, callback) => {
    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
    guard.resolve(options.hostname, port).then(
      ({ address }) => {
        const servername =
          options.servername || (options.protocol === 'https:' ? options.hostname : undefined);
        connect({ ...options, hostname: address, ...(servername ? { servername } : {}) }, callback);
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

const readBody = async (stream: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) throw new HttpCallError('too-large', null);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
};

/** Outbound HTTP for the whole product: guarded, pooled with keep-alive, bounded in size and time. */
export const createHttpClient = ({
  guard,
  connections = 128,
}: {
  guard: EgressGuard;
  connections?: number;
}): HttpClient => {
  const agent = new Agent({
    connect: guardedConnector(guard),
    connections,
    pipelining: 1,
    keepAliveTimeout: 30_000,
  });
  return {
    async request({
      method,
      url,
      headers = {},
      body,
      timeoutMs = 10_000,
      maxBytes = 1024 * 1024,
      signal,
    }) {
      if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw egressErrors.badUrl();
      try {
        const response = await undiciRequest(url, {
          method: method as 'GET',
          headers,
          body: body ?? null,
          dispatcher: agent,
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
          ...(signal ? { signal } : {}),
        });
        return {
          status: response.statusCode,
          headers: response.headers,
          body: await readBody(response.body, maxBytes),
        };
      } catch (error) {
        throw toCallError(error);
      }
    },
    close: () => agent.close(),
  };
};
