import type { Outcome, SendResult } from '../driver.port.ts';
import { retryAfterMs } from '../retry-after.rules.ts';

const passing: ReadonlySet<string> = new Set([
  'InternalFailure',
  'InternalException',
  'InternalServerError',
  'ServiceUnavailable',
  'ThrottlingException',
]);
const access: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidAccessKeyId',
  'InvalidAccountIdException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'NotAuthorized',
  'NotAuthorizedForDetailTypeException',
  'NotAuthorizedForSourceException',
  'OperationDisabledException',
  'OptInRequired',
  'ResourceNotFoundException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** Texts of the other side are shown, so they are short and of one line. */
const short = (text: string) => text.replaceAll(/\s+/g, ' ').slice(0, 500);

/** What became of an entry of PutEvents or PutPartnerEvents. */
export const entryOutcome = (entry: {
  readonly EventId?: string | undefined;
  readonly ErrorCode?: string | undefined;
  readonly ErrorMessage?: string | undefined;
}): Outcome => {
  const { ErrorCode: code, ErrorMessage: message, EventId } = entry;
  if (code === undefined) return { kind: 'delivered', ...(EventId ? { remoteId: EventId } : {}) };
  const told = { code, reason: short(message ?? code) };
  if (passing.has(code)) return { kind: 'retry', ...told };
  if (access.has(code)) return { kind: 'denied', ...told };
  return { kind: 'refused', ...told };
};

type AwsError = {
  readonly name: string;
  readonly message: string;
  readonly $metadata?: { readonly httpStatusCode?: number | undefined };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
};

/** The call was too large, or something in it was wrong: its parts are to be tried by themselves. */
export type WholeFailure =
  | SendResult
  | { readonly kind: 'divide'; readonly code: string; readonly reason: string };

const tooBusy = (name: string, status: number) =>
  status === 429 || status >= 500 || /throttl|TooManyRequests|LimitExceeded/i.test(name);

/** What a call as a whole came to, from what the SDK threw. */
export const callFailure = (error: unknown, now: Date): WholeFailure => {
  const { name, message, $metadata, $response } = error as AwsError;
  const status = $metadata?.httpStatusCode ?? 0;
  const told = { code: name, reason: short(message) };
  if (status === 413 || name === 'RequestEntityTooLargeException')
    return { kind: 'divide', code: 'http.413', reason: 'The call is too large.' };
  if (access.has(name)) return { kind: 'denied', ...told };
  if (tooBusy(name, status)) {
    const afterMs = retryAfterMs($response?.headers?.['retry-after'], now);
    return { kind: 'unavailable', ...told, ...(afterMs === null ? {} : { afterMs }) };
  }
  if (status === 401 || status === 403) return { kind: 'denied', ...told };
  if (status >= 400) return { kind: 'divide', ...told };
  // No answer, or none that can be read.
  const reason = /timeout|abort/i.test(name)
    ? 'Amazon EventBridge did not answer in time.'
    : 'Amazon EventBridge could not be reached.';
  return { kind: 'unavailable', code: name, reason };
};
