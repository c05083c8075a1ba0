import { defineErrors, isDatabaseUnavailable, PublicError } from '@tandem/kit';

export const httpErrors = defineErrors('http', {
  badRequest: {
    status: 400,
    code: 'bad.request',
    text: 'The request could not be understood by the server due to malformed syntax.',
  },
  prototypeKey: {
    status: 400,
    code: 'bad.request',
    text: 'The body has a field named "__proto__", which no request may have.',
  },
  tooDeep: {
    status: 400,
    code: 'bad.request',
    text: 'The request is nested too deep to be read.',
  },
  invalidBody: { status: 400, code: 'bad.request', text: '{problems}' },
  authenticationRequired: {
    status: 401,
    code: 'authentication.required',
    text: 'No authentication bearer token specified in authorization header.',
  },
  badCredentials: { status: 401, code: 'bad.credentials', text: 'Invalid login credentials.' },
  missingPermissions: {
    status: 403,
    code: 'missing.permissions',
    text: 'Unable to perform the requested action. You are missing the following permission(s): {permissions}',
  },
  missingAnyPermissions: {
    status: 403,
    code: 'missing.any.permissions',
    text: 'Unable to perform the requested action. You must have at least one of the following permissions assigned: {permissions}',
  },
  metricsLocal: {
    status: 403,
    code: 'metrics.local',
    text: 'Without TANDEM_METRICS_TOKEN the figures are told to programs on this machine only.',
  },
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  methodNotAllowed: {
    status: 405,
    code: 'method.not.allowed',
    text: 'The method {method} is not allowed here.',
  },
  tooLarge: {
    status: 413,
    code: 'request.entity.too.large',
    text: 'The request body is larger than {limit} bytes.',
  },
  unsupportedMediaType: {
    status: 415,
    code: 'unsupported.media.type',
    text: 'The content type of the request is not supported by this operation.',
  },
  rateLimited: {
    status: 429,
    code: 'too.many.requests.retry.after',
    text: 'Rate limit exceeded the maximum. Retry the request in [{seconds}] seconds',
  },
  internal: {
    status: 500,
    code: 'internal.server.error',
    text: 'The server encountered an unexpected condition.',
  },
  notImplemented: {
    status: 501,
    code: 'not.implemented',
    text: 'The operation {operation} exists on the Genesys wire but Tandem does not offer it yet.',
  },
  unavailable: {
    status: 503,
    code: 'service.unavailable',
    text: 'The service cannot answer right now. Retry the request in a moment.',
  },
});

/**
 * PostgreSQL has no time for the request: a lock or a statement took too long. Or the transaction is to be run again:
 * another stood in its way, or it was planned before a migration.
 */
const databaseBusy = new Set(['55P03', '57014', '40001', '40P01']);
const socketGone = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  // The queue of a unix socket is full: many connect to a server that is starting.
  'EAGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);

/** What a caller may see of an error: public ones as they are, a missing database as 503, all else as 500. */
export const toPublicError = (error: unknown): PublicError => {
  if (error instanceof PublicError) return error;
  const { code, statusCode, message } = error as {
    code?: string;
    statusCode?: number;
    message?: string;
  };
  if (isDatabaseUnavailable(error)) return unavailable();
  if (code && (databaseBusy.has(code) || socketGone.has(code))) return unavailable();
  // Nested deeper than any reader goes: `JSON.stringify` and PostgreSQL's own readers give up on it.
  if (error instanceof RangeError && message?.includes('call stack')) return httpErrors.tooDeep();
  if (code === '54001') return httpErrors.tooDeep();
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return httpErrors.tooLarge({ limit: 'the allowed number of' });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return httpErrors.unsupportedMediaType();
  if (statusCode && statusCode >= 400 && statusCode < 500) return httpErrors.badRequest();
  return httpErrors.internal();
};

const unavailable = () => httpErrors.unavailable({}, { headers: { 'retry-after': '1' } });

/** Error body of the Genesys wire (model ErrorBody, the members that are always there). */
export const genesysErrorBody = (error: PublicError, contextId: string) => ({
  message: error.message,
  code: error.code,
  status: error.status,
  contextId,
  ...(Object.keys(error.params).length > 0 ? { messageParams: error.params } : {}),
  details: error.details,
  errors: [],
  ...(error.limit ? { limit: error.limit } : {}),
});

/** Error body of Direct Line 3.0. */
export const directLineErrorBody = (error: PublicError) => ({
  error: { code: error.code, message: error.message },
});
