import { HttpCallError, PublicError } from '@tandem/kit';
import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';

/**
 * Why there is no token. `refused`: the grant is worth nothing any more (`invalid_grant`). `misconfigured`: client,
 * address or scopes are wrong. `unavailable`: worth trying again. Neither of the latter says anything about the grant.
 */
export type TokenFailure = {
  readonly kind: 'refused' | 'misconfigured' | 'unavailable';
  readonly code: string;
  /** May be shown: never holds what was sent. */
  readonly message: string;
  readonly retryAfterMs: number;
};

/** What the OAuth client threw, with what the request held that is shown to nobody. */
export class TokenCallError extends Error {
  readonly secrets: readonly string[];
  constructor(cause: unknown, secrets: readonly string[]) {
    super('the authorization server refused', { cause });
    this.secrets = secrets;
  }
}

const longestDescription = 300;
const shortestSecret = 4;
const removed = '•••';
const codeForm = /^[A-Za-z0-9_.:/-]{1,128}$/;

/** The ways in which a server may repeat what it was sent. */
const formsOf = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret);
  const encoded = [
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
  ];
  return [
    ...[secret, ...encoded],
    ...[bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')],
    ...[bytes.toString('hex')],
  ];
};

/** The text without any form of the secrets, the longest first, in large letters or small. */
const without = (secrets: readonly string[]) => {
  const forms = [...new Set(secrets.filter((one) => one.length >= shortestSecret).flatMap(formsOf))]
    .toSorted((a, b) => b.length - a.length)
    .map((form) => new RegExp(RegExp.escape(form), 'giu'));
  return (text: string): string =>
    forms.reduce((rest, form) => rest.replaceAll(form, removed), text);
};

type Without = ReturnType<typeof without>;

/** An error code of a server; some other word where it is none, or holds something else. */
const checkedCode = (code: string, safe: Without): string =>
  codeForm.test(code) && safe(code) === code ? code : 'unknown.error';

const control = /\p{Cc}+/gu;

const clean = (text: string): string => text.replaceAll(control, ' ').slice(0, longestDescription);

const retryAfterMs = (response: Response | undefined): number => {
  const seconds = Number(response?.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
};

const isPassing = (status: number): boolean => status >= 500 || status === 429 || status === 408;

const fromBody = (
  { error, error_description, status, response }: ResponseBodyError,
  safe: Without,
): TokenFailure => {
  const code = checkedCode(error, safe);
  const said = error_description ? `${code} (${clean(safe(error_description))})` : code;
  const message = `The authorization server answered ${said}.`;
  const wait = retryAfterMs(response);
  if (isPassing(status) || error === 'temporarily_unavailable' || error === 'server_error')
    return { kind: 'unavailable', code, message, retryAfterMs: wait };
  return {
    kind: error === 'invalid_grant' ? 'refused' : 'misconfigured',
    code,
    message,
    retryAfterMs: wait,
  };
};

const reasons: Readonly<Record<HttpCallError['reason'], string>> = {
  timeout: 'The authorization server did not answer in time.',
  connect: 'The authorization server could not be reached.',
  'too-large': 'The answer of the authorization server was too large.',
  aborted: 'The call was given up.',
};

const unusable = (status: number | undefined): TokenFailure => ({
  kind: status !== undefined && isPassing(status) ? 'unavailable' : 'misconfigured',
  code: 'unusable.answer',
  message: `The authorization server did not answer as OAuth 2.0 has it${status ? ` (status ${status})` : ''}.`,
  retryAfterMs: 0,
});

const refusalOf = (error: unknown, safe: Without): TokenFailure | null => {
  if (error instanceof ResponseBodyError) return fromBody(error, safe);
  if (error instanceof WWWAuthenticateChallengeError) {
    const challenge = error.cause[0]?.parameters;
    const code = checkedCode(challenge?.error ?? 'invalid_client', safe);
    const message = `The authorization server refused the client (${code}).`;
    return { kind: 'misconfigured', code, message, retryAfterMs: 0 };
  }
  return null;
};

/** What a thrown error of the OAuth client means; null for a fault of our own. */
export const toTokenFailure = (error: unknown): TokenFailure | null => {
  if (error instanceof TokenCallError) return refusalOf(error.cause, without(error.secrets));
  // Nobody says what its request held: then its text is told to nobody.
  if (error instanceof ResponseBodyError) return unusable(error.status);
  if (error instanceof HttpCallError)
    return {
      kind: 'unavailable',
      code: error.reason,
      message: reasons[error.reason],
      retryAfterMs: 0,
    };
  if (error instanceof PublicError && error.code === 'egress.unresolved')
    return { kind: 'unavailable', code: error.code, message: error.message, retryAfterMs: 0 };
  if (error instanceof PublicError)
    return { kind: 'misconfigured', code: error.code, message: error.message, retryAfterMs: 0 };
  if (!(error instanceof ClientError)) return null;
  if (error.cause instanceof Response) return unusable(error.cause.status);
  return toTokenFailure(error.cause) ?? unusable(undefined);
};
