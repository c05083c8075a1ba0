/** One field the server objects to. */
export type FieldProblem = { readonly field: string; readonly message: string };

export type ApiErrorParts = {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly correlationId: string | null;
  readonly retryAfterSeconds?: number | null;
  readonly fields?: readonly FieldProblem[];
  readonly params?: Readonly<Record<string, string>>;
};

/** A call that did not succeed. `status` 0 means that no answer came. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly correlationId: string | null;
  readonly retryAfterSeconds: number | null;
  readonly fields: readonly FieldProblem[];
  /** What the message names, such as how many there are. */
  readonly params: Readonly<Record<string, string>>;

  constructor(parts: ApiErrorParts) {
    super(parts.message);
    this.name = 'ApiError';
    this.status = parts.status;
    this.code = parts.code;
    this.correlationId = parts.correlationId;
    this.retryAfterSeconds = parts.retryAfterSeconds ?? null;
    this.fields = parts.fields ?? [];
    this.params = parts.params ?? {};
  }
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const asText = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** Codes are for programs: they hold no words. */
const isWords = (text: string | null): text is string => text !== null && /\s/.test(text);

/** What a message says of one field, where it says so: `url: must be …, name: must be …`. */
const saidOf = (field: string, message: string): string => {
  const at = message.indexOf(`${field}: `);
  if (at < 0) return message;
  return message.slice(at + field.length + 2).split(/, [\w.]+: /)[0] ?? message;
};

function fieldProblems(body: Readonly<Record<string, unknown>>): FieldProblem[] {
  const details = Array.isArray(body['details']) ? body['details'].map(asRecord) : [];
  const message = asText(body['message']) ?? '';
  return details.flatMap((detail) => {
    const field = asText(detail['fieldName']);
    const said = asText(detail['errorCode']);
    return field ? [{ field, message: isWords(said) ? said : saidOf(field, message) }] : [];
  });
}

const namedBy = (body: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(asRecord(body['messageParams'])).map(([name, value]) => [name, String(value)]),
  );

/** Reads the platform's error body; anything else still becomes an error with the status. */
export function readApiError(reply: {
  readonly status: number;
  readonly headers: Pick<Headers, 'get'>;
  readonly body: unknown;
}): ApiError {
  const body = asRecord(reply.body);
  const retryAfter = Number(reply.headers.get('retry-after'));
  return new ApiError({
    status: reply.status,
    code: asText(body['code']) ?? asText(body['error']) ?? `http.${reply.status}`,
    message: asText(body['message']) ?? asText(body['error_description']) ?? '',
    correlationId: reply.headers.get('inin-correlation-id') ?? asText(body['contextId']),
    retryAfterSeconds: retryAfter > 0 ? retryAfter : null,
    fields: fieldProblems(body),
    params: namedBy(body),
  });
}

/** What a person can do about an error: the last part of a translation key under `common:errors`. */
export type ErrorAdvice =
  | 'network'
  | 'badRequest'
  | 'signIn'
  | 'forbidden'
  | 'switchedOff'
  | 'notFound'
  | 'conflict'
  | 'inUse'
  | 'running'
  | 'movedOn'
  | 'tooMany'
  | 'notImplemented'
  | 'server'
  | 'unknown';

const ADVICE: Readonly<Record<number, ErrorAdvice>> = {
  0: 'network',
  400: 'badRequest',
  401: 'signIn',
  403: 'forbidden',
  404: 'notFound',
  409: 'conflict',
  422: 'badRequest',
  429: 'tooMany',
  501: 'notImplemented',
};

export function adviceFor(error: unknown): ErrorAdvice {
  if (!(error instanceof ApiError)) return 'unknown';
  if (/\.(?:in\.use|used)$/.test(error.code)) return 'inUse';
  if (/^gateway\.\w+\.running(?:\.off|\.there)?$/.test(error.code)) return 'running';
  if (/^gateway\.conversation\./.test(error.code)) return 'movedOn';
  if (error.code === 'feature.disabled') return 'switchedOff';
  return ADVICE[error.status] ?? (error.status >= 500 ? 'server' : 'unknown');
}

/** Whether the same call may succeed a moment later. */
export const isTransient = (error: unknown): boolean =>
  error instanceof ApiError && [0, 429, 502, 503, 504].includes(error.status);
