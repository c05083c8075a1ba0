import { ApiError, isTransient, readApiError } from './api-error.ts';
import type { BodyOf, OperationKey, ParamsOf, QueryOf, QueryValue, ReplyOf } from './operations.ts';

type Optional<Name extends string, Value> = [Value] extends [never]
  ? { readonly [K in Name]?: undefined }
  : { readonly [K in Name]?: Value };

type WithParams<Key extends string> = string extends keyof ParamsOf<Key>
  ? { readonly params?: undefined }
  : [keyof ParamsOf<Key>] extends [never]
    ? { readonly params?: undefined }
    : { readonly params: ParamsOf<Key> };

/** What a call of the operation carries besides method and path. */
export type CallOptions<Key extends OperationKey> = WithParams<Key> &
  Optional<'query', QueryOf<Key>> &
  Optional<'body', BodyOf<Key>> & {
    /** Sent as `Idempotency-Key`; makes the call safe to repeat, so it is repeated when no answer comes. */
    readonly idempotencyKey?: string;
    readonly signal?: AbortSignal;
  };

/** A call of something the published wire does not have, such as our own administration. */
export type OwnRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/tandem/${string}` | `/api/v2/${string}`;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
};

export type Api = {
  /** Calls an operation of the contract. @throws ApiError */
  readonly call: <Key extends OperationKey>(
    key: Key,
    ...options: keyof ParamsOf<Key> extends never
      ? [options?: CallOptions<Key>]
      : [options: CallOptions<Key>]
  ) => Promise<ReplyOf<Key>>;
  /** Calls a path under `/tandem/`. The caller names the reply's type. @throws ApiError */
  readonly own: <Reply>(request: OwnRequest) => Promise<Reply>;
  /** Puts bytes to an upload address that the wire gave out. @throws ApiError */
  readonly upload: (target: UploadTarget) => Promise<void>;
  /** Reads bytes, such as an attachment behind the token. @throws ApiError */
  readonly download: (url: string) => Promise<Blob>;
  /** Whether the address belongs to the API; the token goes nowhere else. */
  readonly isOwn: (url: string) => boolean;
};

export type UploadTarget = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly file: Blob;
};

export type ApiDeps = {
  /** Origin of the API; empty when it is the page's own. */
  readonly base: string;
  readonly pageOrigin: string;
  readonly token: () => string | null;
  readonly onUnauthorised: () => void;
  readonly fetch: typeof globalThis.fetch;
  readonly wait: (ms: number) => Promise<void>;
};

type Loose = {
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly query?: Readonly<Record<string, QueryValue>> | undefined;
  readonly body?: unknown;
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

const SEND_ATTEMPTS = 4;

/** Fills the braces of a path and appends the query; lists are repeated parameters. */
export function buildPath(template: string, options: Pick<Loose, 'params' | 'query'>): string {
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = options.params?.[name];
    if (!value) throw new TypeError(`Path parameter ${name} is missing in ${template}.`);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value === undefined || value === '') continue;
    const values = typeof value === 'object' ? value : [value];
    for (const one of values) query.append(name, String(one));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function fetchOrFail(deps: ApiDeps, url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await deps.fetch(url, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError({ status: 0, code: 'network', message: '', correlationId: null });
  }
  if (response.ok) return response;
  const error = readApiError({
    status: response.status,
    headers: response.headers,
    body: await readBody(response),
  });
  if (response.status === 401) deps.onUnauthorised();
  throw error;
}

async function send(deps: ApiDeps, request: Loose & { method: string; path: string }) {
  const headers: Record<string, string> = { accept: 'application/json' };
  const token = deps.token();
  if (token) headers['authorization'] = `Bearer ${token}`;
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  if (request.idempotencyKey) headers['idempotency-key'] = request.idempotencyKey;
  const init: RequestInit = { method: request.method, headers };
  if (request.body !== undefined) init.body = JSON.stringify(request.body);
  if (request.signal) init.signal = request.signal;
  const response = await fetchOrFail(deps, deps.base + buildPath(request.path, request), init);
  return readBody(response);
}

/** Repeats a call that carries a key until an answer comes that will not change. */
async function sendRepeatedly(
  deps: ApiDeps,
  request: Loose & { method: string; path: string },
): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send(deps, request);
    } catch (error) {
      if (attempt >= SEND_ATTEMPTS || !isTransient(error)) throw error;
      const asked = error instanceof ApiError ? error.retryAfterSeconds : null;
      await deps.wait(Math.min((asked ?? 0) * 1000 || 300 * 2 ** attempt, 10_000));
    }
  }
}

/** What asks for the token. Others may be served at the same origin, such as the files of a chat's customers. */
const OWN_PATHS = /^\/(?:api|tandem)\//;

function isOwn(deps: ApiDeps, url: string): boolean {
  const origin = new URL(deps.base || deps.pageOrigin).origin;
  const address = URL.parse(url, origin);
  return address?.origin === origin && OWN_PATHS.test(address.pathname);
}

const bearerFor = (deps: ApiDeps, url: string): Record<string, string> => {
  const token = deps.token();
  return token && isOwn(deps, url) ? { authorization: `Bearer ${token}` } : {};
};

export function createApi(deps: ApiDeps): Api {
  const call = (key: string, options: Loose = {}): Promise<unknown> => {
    const [method = 'GET', path = ''] = key.split(' ');
    const request = { ...options, method, path };
    return options.idempotencyKey ? sendRepeatedly(deps, request) : send(deps, request);
  };
  return {
    call: call as unknown as Api['call'],
    own: <Reply>(request: OwnRequest) => send(deps, request) as Promise<Reply>,
    async upload({ url, headers, file }) {
      const all = { ...bearerFor(deps, url), ...headers };
      await fetchOrFail(deps, url, { method: 'PUT', headers: all, body: file });
    },
    async download(url) {
      const response = await fetchOrFail(deps, url, { headers: bearerFor(deps, url) });
      return response.blob();
    },
    isOwn: (url) => isOwn(deps, url),
  };
}
