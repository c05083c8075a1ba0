import { createHttpClient, type EgressGuard, HttpCallError, PublicError } from '@tandem/kit';
import { guardError } from '../guard-error.ts';

/** A request as the SDK hands it to whatever speaks HTTP for it. */
type SdkRequest = {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly method: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

const queryOf = (query: SdkRequest['query'] = {}): string => {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values ?? ''].flat().map((value) => [name, value] as [string, string]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
};

const urlOf = ({ protocol, hostname, port, path, query }: SdkRequest): string => {
  const host = hostname.includes(':') ? `[${hostname}]` : hostname;
  return `${protocol}//${host}${port ? `:${port}` : ''}${path}${queryOf(query)}`;
};

const bodyOf = ({ body }: SdkRequest) =>
  body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : body;

/** Errors by the names that the SDK's own HTTP gives them. */
const toSdkError = (error: unknown): unknown => {
  if (error instanceof PublicError) return guardError(error);
  if (!(error instanceof HttpCallError)) return error;
  // Without its cause: the SDK would look for fields of its own in it.
  const named = new Error(error.message);
  if (error.reason === 'timeout') named.name = 'TimeoutError';
  if (error.reason === 'aborted') named.name = 'AbortError';
  return named;
};

type Limits = {
  readonly connectMs: number;
  readonly patienceMs: number;
  readonly connections: number;
};

/**
 * HTTP for clients of the AWS SDK, guarded as everything that leaves the house. With it a call takes about a third less
 * of the processor than with the SDK's own.
 */
export const createAwsHttp = (guard: EgressGuard, limits: Limits) => {
  const { connectMs, patienceMs, connections } = limits;
  const http = createHttpClient({ guard, connections });
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: SdkRequest, { abortSignal }: { abortSignal?: AbortSignal } = {}) {
      const body = bodyOf(request);
      try {
        const { status, ...answer } = await http.request({
          ...{ method: request.method, url: urlOf(request), headers: request.headers },
          ...{ timeoutMs: patienceMs, connectTimeoutMs: connectMs },
          ...(body === undefined ? {} : { body }),
          ...(abortSignal ? { signal: abortSignal } : {}),
        });
        return { response: { statusCode: status, headers: answer.headers, body: answer.body } };
      } catch (error) {
        throw toSdkError(error);
      }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    destroy: () => void http.close().catch(() => {}),
  };
};
