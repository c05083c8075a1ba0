/** What HTTP Request and the actions over a session ask of the executing side, and what they get back. */
import type { FlowValue } from './flow.model.ts';
import type { SecretReference } from './secrets.ts';

export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'] as const;
export type HttpMethod = (typeof httpMethods)[number];

/** Names with values in the order of the settings; names may repeat. */
export type HttpPairs = readonly (readonly [name: string, value: string])[];

export type HttpTarget =
  /** No authentication; the whole address. */
  | { readonly kind: 'url'; readonly url: string }
  /** Domain and authentication come from a connector, by id or name. `path` may hold a query. */
  | { readonly kind: 'connector'; readonly connector: string; readonly path: string }
  /** Domain and token come from a session of this run. */
  | { readonly kind: 'session'; readonly session: string; readonly path: string };

export type MultipartPart =
  | { readonly kind: 'text'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly fileName: string;
      readonly content: string;
    };

export type HttpBody =
  | { readonly kind: 'text'; readonly contentType: string; readonly text: string }
  /** application/x-www-form-urlencoded */
  | { readonly kind: 'form'; readonly fields: HttpPairs }
  /** multipart/form-data; the executing side chooses the boundary. */
  | { readonly kind: 'multipart'; readonly parts: readonly MultipartPart[] }
  | { readonly kind: 'file'; readonly fileName: string; readonly content: string }
  /** JSON whose top-level fields named in `secrets` are filled by the executing side when it sends. */
  | {
      readonly kind: 'json';
      readonly value: FlowValue;
      readonly secrets: Readonly<Record<string, SecretReference>>;
    };

/**
 * One HTTP request, complete. It is repeated after 5xx only (`retries` times more), never after 4xx or a timeout,
 * unless `retryAfter` asks for 429 and 503 to be repeated after the time they name.
 */
export type HttpRequest = {
  readonly target: HttpTarget;
  readonly method: HttpMethod;
  /** Added to the query the address has already. */
  readonly query: HttpPairs;
  readonly headers: HttpPairs;
  readonly body: HttpBody | null;
  /** Milliseconds for one attempt, from connecting to the last byte. */
  readonly timeoutMs: number;
  /** Milliseconds for connecting; null: bounded by `timeoutMs` alone. */
  readonly connectTimeoutMs: number | null;
  readonly retries: number;
  readonly retryAfter: boolean;
  readonly circuitBreaker: boolean;
  /** A longer body is an error (`http.response.too.large`), not cut. */
  readonly maxResponseBytes: number;
  /** Sends the effect's id as `Idempotency-Key`, the same in every attempt and after a crash. */
  readonly idempotencyKey: boolean;
  readonly followRedirects: 'none' | 'sameOrigin';
};

/** A request that was completed, whatever its status. */
export type HttpResponse = {
  readonly status: number;
  /** Names in lower case; repeated headers joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Why a request could not be completed; the code of the `failed` input. */
export const httpFailures = [
  'http.unreachable',
  'http.tls',
  'http.timeout',
  'http.url',
  'http.refused.by.guard',
  'http.response.too.large',
  'http.connector',
  'http.session',
  'http.circuit.open',
  'http.header',
  'http.body',
  'http.secret',
  'http.response.unreadable',
] as const;
