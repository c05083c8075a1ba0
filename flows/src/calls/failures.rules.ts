import { HttpCallError, PublicError } from '@tandem/kit';
import { callErrors } from './calls.errors.ts';

/** What a call was about, as far as its failure may tell. */
export type Attempted = {
  /** The host that was asked for. */
  readonly host: string;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number | null;
  readonly maxBytes: number;
};

const certificates: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate is signed by an authority that is not known here',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_REVOKED: 'its certificate was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is that of another host',
  HOSTNAME_MISMATCH: 'its certificate is that of another host',
  EPROTO: 'it does not speak TLS as it should',
};

const connections: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'it refuses the connection',
  ECONNRESET: 'it broke off the connection',
  EPIPE: 'it broke off the connection',
  UND_ERR_SOCKET: 'it broke off the connection',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  EADDRNOTAVAIL: 'there is no way to it',
  ETIMEDOUT: 'it takes no connection',
};

const lookUp = (table: Readonly<Record<string, string>>, code: string): string | undefined =>
  Object.hasOwn(table, code) ? table[code] : undefined;

const tlsReasonOf = (code: string): string | undefined =>
  lookUp(certificates, code) ??
  (/^(ERR_SSL_|ERR_TLS_|CERT_)/.test(code)
    ? 'its certificate or its TLS is not accepted'
    : undefined);

const codeOf = (error: unknown): string => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
};

const isGarbled = (cause: unknown): boolean =>
  cause instanceof Error && cause.name === 'HTTPParserError';

const connectionFailure = (cause: unknown, { host }: Attempted): PublicError => {
  const code = codeOf(cause);
  // What Node answers differs from one network to another, and names addresses: only its kind is told.
  const tls = tlsReasonOf(code);
  if (tls) return callErrors.tls({ host, reason: tls });
  if (isGarbled(cause) || /^UND_ERR_HEADERS_OVERFLOW/.test(code))
    return callErrors.unreadable({ host, reason: 'it is not HTTP as it should be' });
  return callErrors.unreachable({
    host,
    reason: lookUp(connections, code) ?? 'the connection failed',
  });
};

const callFailure = (error: HttpCallError, attempted: Attempted): PublicError => {
  const { host, timeoutMs, connectTimeoutMs, maxBytes } = attempted;
  if (error.reason === 'too-large') return callErrors.tooLarge({ host, bytes: String(maxBytes) });
  if (error.reason === 'connect') return connectionFailure(error.cause, attempted);
  return codeOf(error.cause) === 'UND_ERR_CONNECT_TIMEOUT' && connectTimeoutMs !== null
    ? callErrors.connectTimeout({ host, ms: String(connectTimeoutMs) })
    : callErrors.timeout({ host, ms: String(timeoutMs) });
};

const guardFailure = (error: PublicError, { host }: Attempted): PublicError => {
  if (error.code === 'egress.blocked') return callErrors.guard({ reason: error.message });
  if (error.code === 'egress.unresolved')
    return callErrors.unreachable({ host, reason: 'its name cannot be resolved' });
  return callErrors.url({ problem: error.message });
};

/** The failure as a flow is told of it; an error that is none of a call's is answered as it is. */
export const failureOf = (error: unknown, attempted: Attempted): unknown => {
  if (error instanceof HttpCallError)
    return error.reason === 'aborted' ? error : callFailure(error, attempted);
  if (!(error instanceof PublicError)) return error;
  return error.code.startsWith('egress.') ? guardFailure(error, attempted) : error;
};

/** What went wrong with a connector: with its other side, or with the connector itself. */
export const connectorFailureOf = (error: unknown, attempted: Attempted): unknown => {
  if (!(error instanceof PublicError)) return failureOf(error, attempted);
  if (error.cause instanceof HttpCallError) return failureOf(error.cause, attempted);
  if (error.code.startsWith('egress.')) return guardFailure(error, attempted);
  return error.code === 'connector.call.invalid'
    ? callErrors.url({ problem: error.message })
    : callErrors.connector({ reason: error.message });
};
