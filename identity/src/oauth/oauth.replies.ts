import type { Reply } from '@tandem/contract';

const headers = { 'cache-control': 'no-store', pragma: 'no-cache' };

export type OAuthErrorCode =
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_request'
  | 'unauthorized_client'
  | 'unsupported_grant_type';

/** A refusal of the token endpoint: three keys, two of them alike, as clients of Genesys expect. */
export class OAuthRefusal extends Error {
  readonly status: number;
  readonly code: OAuthErrorCode;
  /** Seconds after which a repetition makes sense. */
  readonly retryAfter: number | undefined;

  constructor(
    code: OAuthErrorCode,
    description: string,
    { status = 400, retryAfter }: { status?: number; retryAfter?: number } = {},
  ) {
    super(description);
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

export const refusalReply = ({ status, code, message, retryAfter }: OAuthRefusal): Reply => ({
  status,
  headers: {
    ...headers,
    ...(status === 401 ? { 'www-authenticate': 'Basic realm="tandem"' } : {}),
    ...(retryAfter ? { 'retry-after': String(retryAfter) } : {}),
  },
  body: { error: code, description: message, error_description: message },
});

export type TokenPair = {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken?: string;
};

export const tokenReply = ({ accessToken, expiresIn, refreshToken }: TokenPair): Reply => ({
  status: 200,
  headers,
  body: {
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: expiresIn,
    ...(refreshToken ? { refresh_token: refreshToken } : {}),
  },
});
