import { Type } from 'typebox';

export type ErrorDetail = {
  errorCode?: string;
  fieldName?: string;
  entityId?: string;
  entityName?: string;
};

/** Body of every error of the Platform API. */
export type ErrorBody = {
  message: string;
  code: string;
  status: number;
  contextId?: string;
  entityId?: string;
  entityName?: string;
  messageWithParams?: string;
  messageParams?: Record<string, string>;
  details?: ErrorDetail[];
  errors?: ErrorBody[];
  limit?: { key?: string; namespace?: string; value?: number };
};

const text = Type.Optional(Type.String());

export const ErrorBody = Type.Unsafe<ErrorBody>(
  Type.Object({
    message: Type.String(),
    code: Type.String(),
    status: Type.Integer(),
    contextId: text,
    entityId: text,
    entityName: text,
    messageWithParams: text,
    messageParams: Type.Optional(Type.Record(Type.String(), Type.String())),
    details: Type.Optional(
      Type.Array(
        Type.Object({ errorCode: text, fieldName: text, entityId: text, entityName: text }),
      ),
    ),
    errors: Type.Optional(Type.Array(Type.Unknown())),
    limit: Type.Optional(
      Type.Object({ key: text, namespace: text, value: Type.Optional(Type.Integer()) }),
    ),
  }),
);

/** The errors the vendor documents: status, code and message. `{name}` is filled in. */
export const standardErrors = {
  badRequest: {
    status: 400,
    code: 'bad.request',
    message: 'The request could not be understood by the server due to malformed syntax.',
  },
  invalidDate: {
    status: 400,
    code: 'invalid.date',
    message: 'Dates must be written as ISO-8601, such as yyyy-MM-ddTHH:mm:ss.SSSZ.',
  },
  invalidValue: {
    status: 400,
    code: 'invalid.value',
    message:
      'Value [{value}] is not valid for field type [{type}]. Allowable values are: {allowed}',
  },
  authenticationRequired: {
    status: 401,
    code: 'authentication.required',
    message: 'No authentication bearer token specified in authorization header.',
  },
  badCredentials: { status: 401, code: 'bad.credentials', message: 'Invalid login credentials.' },
  credentialsExpired: {
    status: 401,
    code: 'credentials.expired',
    message: 'The credentials have expired.',
  },
  missingPermissions: {
    status: 403,
    code: 'missing.permissions',
    message:
      'Unable to perform the requested action. You are missing the following permission(s): {permissions}',
  },
  missingAnyPermissions: {
    status: 403,
    code: 'missing.any.permissions',
    message:
      'Unable to perform the requested action. You must have at least one of the following permissions assigned: {permissions}',
  },
  notAuthorized: {
    status: 403,
    code: 'not.authorized',
    message: 'You are not authorized to perform the requested action.',
  },
  notFound: { status: 404, code: 'not.found', message: 'The requested resource was not found.' },
  methodNotAllowed: {
    status: 405,
    code: 'method.not.allowed',
    message: 'The resource does not support this method.',
  },
  conflict: {
    status: 409,
    code: 'conflict',
    message: 'The resource is in a state that conflicts with the request.',
  },
  payloadTooLarge: {
    status: 413,
    code: 'request.entity.too.large',
    message: 'The request is larger than the server accepts.',
  },
  unsupportedMediaType: {
    status: 415,
    code: 'unsupported.media.type',
    message: 'The media type of the request is not supported.',
  },
  tooManyRequests: {
    status: 429,
    code: 'too.many.requests.retry.after',
    message: 'Rate limit exceeded the maximum. Retry the request in [{seconds}] seconds',
  },
  internalServerError: {
    status: 500,
    code: 'internal.server.error',
    message: 'The server encountered an unexpected condition.',
  },
  notImplemented: {
    status: 501,
    code: 'not.implemented',
    message: 'Tandem does not implement the operation {operation}.',
  },
  serviceUnavailable: {
    status: 503,
    code: 'service.unavailable',
    message: 'The service is temporarily unavailable. Try again later.',
  },
  requestTimeout: { status: 504, code: 'request.timeout', message: 'The request timed out.' },
  authenticationRequestTimeout: {
    status: 504,
    code: 'authentication.request.timeout',
    message: 'The authentication request timed out.',
  },
} as const;

export type StandardError = keyof typeof standardErrors;
