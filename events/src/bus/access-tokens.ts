import { type Clock, type HttpClient, PublicError } from '@tandem/kit';
import type { ApiDestinationRecord } from './bus.model.ts';

/** Who asks for a token: an API destination with its client secret, open. */
export type TokenRequest = {
  readonly id: string;
  readonly org: string;
  readonly version: number;
  readonly connection: ApiDestinationRecord['connection'];
  readonly secret: string;
};

export type AccessTokens = {
  /** @throws PublicError when the token endpoint gives none, HttpCallError when it does not answer */
  readonly get: (request: TokenRequest, signal: AbortSignal) => Promise<string>;
  /** The token was refused: the next one is fetched anew. */
  readonly forget: (request: Pick<TokenRequest, 'id' | 'org'>) => void;
};

/** A token is not used in its last half minute. */
const earlyMs = 30_000;
const defaultLifeSeconds = 300;
const timeoutMs = 5_000;
const mostKept = 1_000;

const noToken = (status: number) =>
  new PublicError({
    status: status === 429 || status >= 500 ? 503 : 400,
    code: 'target.token',
    message: `The token endpoint answered ${status} and gave no access token.`,
  });

const encode = (text: string) => encodeURIComponent(text).replaceAll('%20', '+');

/** Body and headers of a client-credentials request (RFC 6749 §4.4.2, §2.3.1). */
const tokenRequest = ({ connection, secret }: TokenRequest) => {
  const { clientId = '', scope, clientAuthentication = 'basic' } = connection;
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope) form.set('scope', scope);
  if (clientAuthentication === 'body') {
    form.set('client_id', clientId);
    form.set('client_secret', secret);
  }
  const basic = Buffer.from(`${encode(clientId)}:${encode(secret)}`).toString('base64');
  return {
    body: form.toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      ...(clientAuthentication === 'basic' ? { authorization: `Basic ${basic}` } : {}),
    },
  };
};

const parse = (status: number, body: Buffer): { token: string; seconds: number } => {
  if (status !== 200) throw noToken(status);
  try {
    const { access_token: token, expires_in: seconds } = JSON.parse(body.toString()) as Record<
      string,
      unknown
    >;
    if (typeof token === 'string' && token !== '')
      return { token, seconds: Number(seconds) > 0 ? Number(seconds) : defaultLifeSeconds };
  } catch {}
  throw noToken(status);
};

/** Access tokens of client credentials, in memory only; one request at a time for each API destination. */
export const createAccessTokens = ({
  http,
  clock,
}: {
  readonly http: Pick<HttpClient, 'request'>;
  readonly clock: Clock;
}): AccessTokens => {
  type Kept = { readonly version: number; readonly token: Promise<string>; goodUntil: number };
  const kept = new Map<string, Kept>();
  const keyOf = ({ org, id }: Pick<TokenRequest, 'id' | 'org'>) => `${org} ${id}`;

  const fetch = (request: TokenRequest, key: string): Promise<string> => {
    const began = clock.monotonicMs();
    const load = async () => {
      const { connection } = request;
      const { status, body } = await http.request({
        ...{ method: 'POST', url: connection.tokenUrl ?? '', timeoutMs, maxBytes: 64 * 1024 },
        ...tokenRequest(request),
      });
      const { token, seconds } = parse(status, body);
      const entry = kept.get(key);
      if (entry?.token === token_) entry.goodUntil = began + seconds * 1_000 - earlyMs;
      return token;
    };
    const token_ = load();
    token_.catch(() => {
      if (kept.get(key)?.token === token_) kept.delete(key);
    });
    if (kept.size >= mostKept) kept.clear();
    kept.set(key, { version: request.version, token: token_, goodUntil: began + timeoutMs });
    return token_;
  };
  return {
    get(request, signal) {
      signal.throwIfAborted();
      const key = keyOf(request);
      const found = kept.get(key);
      const good = found?.version === request.version && found.goodUntil > clock.monotonicMs();
      return good ? found.token : fetch(request, key);
    },
    forget: (request) => void kept.delete(keyOf(request)),
  };
};
