import { createPrivateKey, type webcrypto } from 'node:crypto';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretPost,
  Configuration,
  calculatePKCECodeChallenge,
  clientCredentialsGrant,
  customFetch,
  discovery,
  None,
  PrivateKeyJwt,
  ResponseBodyError,
  refreshTokenGrant,
  type TokenEndpointResponse,
  tokenRevocation,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { connectionErrors } from './connections.errors.ts';
import type {
  ConnectionRecord,
  ConnectionSetup,
  Endpoints,
  IssuedTokens,
} from './connections.model.ts';
import { TokenCallError } from './failures.rules.ts';
import { createGuardedFetch, type OutboundPorts, requireSafeUrl } from './guarded-fetch.ts';

type Algorithm = Parameters<typeof webcrypto.subtle.importKey>[2];

const keyAlgorithm = (type: string | undefined, curve: string | undefined): Algorithm | null => {
  if (type === 'rsa') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  if (type === 'ec' && curve === 'prime256v1') return { name: 'ECDSA', namedCurve: 'P-256' };
  if (type === 'ec' && curve === 'secp384r1') return { name: 'ECDSA', namedCurve: 'P-384' };
  return type === 'ed25519' ? { name: 'Ed25519' } : null;
};

/** A key as PEM; fields of one line take its line breaks away. */
const withLineBreaks = (text: string): string => {
  const found = /-----BEGIN (?<kind>[A-Z ]+)-----(?<body>[^-]*)-----END \k<kind>-----/.exec(text);
  const { kind = '', body = '' } = found?.groups ?? {};
  const lines = body.replaceAll(/\s+/g, '').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`, ''].join('\n');
};

/** @throws connectionErrors.invalid when the text is no private key that can sign */
export const toSigningKey = (pem: string) => {
  try {
    const key = createPrivateKey(withLineBreaks(pem));
    const algorithm = keyAlgorithm(key.asymmetricKeyType, key.asymmetricKeyDetails?.namedCurve);
    if (algorithm) return key.toCryptoKey(algorithm, false, ['sign']);
  } catch {
    // What it says could repeat the key.
  }
  throw connectionErrors.invalid({
    problem: 'The client secret must be a private key as PEM: RSA, P-256, P-384 or Ed25519.',
  });
};

/**
 * Basic, with only those characters encoded that RFC 6749 asks for and that are rare: hyphens and dots go as they are,
 * because many servers do not decode.
 */
const plainBasic =
  (secret: string): ClientAuth =>
  (...[, client, , headers]: Parameters<ClientAuth>) => {
    const pair = [client.client_id, secret].map(encodeURIComponent).join(':');
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  };

const clientAuth = (setup: ConnectionSetup, secret: string | null): ClientAuth => {
  switch (setup.clientAuthentication) {
    case 'none':
      return None();
    case 'body':
      return ClientSecretPost(secret ?? '');
    case 'basic':
      return plainBasic(secret ?? '');
    case 'privateKey': {
      const key = toSigningKey(secret ?? '');
      return PrivateKeyJwt(setup.keyId ? { key, kid: setup.keyId } : key);
    }
  }
};

type Wanted = Pick<ConnectionRecord, 'setup' | 'grant'>;

export type OAuthClient = {
  /** @throws what `toTokenFailure` understands, as all of these do. */
  readonly clientCredentials: (of: Wanted, secret: string | null) => Promise<IssuedTokens>;
  readonly refresh: (
    of: Wanted,
    secret: string | null,
    refreshToken: string,
  ) => Promise<IssuedTokens>;
  readonly signInUrl: (of: Wanted, to: SignInTo) => Promise<string>;
  /** @param input.answered the address that the browser came back with. */
  readonly exchange: (of: Wanted, secret: string | null, input: Exchange) => Promise<IssuedTokens>;
  /** Ends tokens at the server. @returns false when it offers no way */
  readonly revoke: (of: Wanted, secret: string | null, tokens: RevokedTokens) => Promise<boolean>;
  /** Looks the addresses of a server up. @throws connectionErrors.discoveryFailed */
  readonly discover: (issuer: string) => Promise<Endpoints>;
  /** Status of the sign-in page for somebody who has just arrived. */
  readonly lookAt: (url: string) => Promise<number>;
};

type SignInTo = {
  readonly state: string;
  readonly redirectUri: string;
  readonly verifier: string | null;
};
type Exchange = {
  readonly answered: URL;
  readonly state: string;
  readonly verifier: string | null;
};
type RevokedTokens = { readonly accessToken: string; readonly refreshToken: string | null };

/** For servers that do not tell how long a token lives. */
const usualLifetimeSeconds = 3600;
/** Longest time that is believed: ten years. */
const longestLifetimeSeconds = 10 * 365 * 86_400;

const secondsOf = (value: unknown): number | null => {
  const seconds = Number(value);
  return value !== undefined && value !== null && Number.isFinite(seconds) && seconds > 0
    ? Math.min(Math.floor(seconds), longestLifetimeSeconds)
    : null;
};

const toTokens = (answer: TokenEndpointResponse): IssuedTokens => ({
  accessToken: answer.access_token,
  refreshToken: answer.refresh_token ?? null,
  lifetimeSeconds: secondsOf(answer.expires_in) ?? usualLifetimeSeconds,
  refreshLifetimeSeconds: secondsOf(
    answer['refresh_token_expires_in'] ?? answer['refresh_expires_in'],
  ),
});

const grantParameters = (setup: ConnectionSetup, scoped: boolean): Record<string, string> => ({
  ...(scoped && setup.scopes.length > 0 ? { scope: setup.scopes.join(' ') } : {}),
  ...(scoped && setup.audience ? { audience: setup.audience } : {}),
  ...setup.tokenParameters,
});

/** What the library needs to know of a server. A server that was typed in is called by its token endpoint. */
const metadataOf = ({ endpoints }: ConnectionSetup) => ({
  issuer: endpoints.issuer ?? endpoints.tokenUrl,
  token_endpoint: endpoints.tokenUrl,
  ...(endpoints.authorizationUrl ? { authorization_endpoint: endpoints.authorizationUrl } : {}),
  ...(endpoints.revocationUrl ? { revocation_endpoint: endpoints.revocationUrl } : {}),
});

/** Typed addresses say nothing about the server's name, so its own word for it cannot be compared. */
const comparable = (answered: URL, { endpoints }: ConnectionSetup): URL => {
  const url = new URL(answered);
  if (!endpoints.issuer) url.searchParams.delete('iss');
  return url;
};

const createDiscover =
  (ports: OutboundPorts, timeoutMs: number): OAuthClient['discover'] =>
  async (issuer) => {
    const url = await requireSafeUrl(ports.guard, issuer);
    const lookUp = (algorithm: 'oidc' | 'oauth2') =>
      discovery(url, 'unknown', undefined, None(), {
        algorithm,
        [customFetch]: createGuardedFetch(ports, timeoutMs),
        ...(url.protocol === 'http:' ? { execute: [allowInsecureRequests] } : {}),
      });
    const found = await lookUp('oidc')
      .catch(() => lookUp('oauth2'))
      .catch(() => {
        const reason =
          'neither .well-known/openid-configuration nor oauth-authorization-server answered';
        throw connectionErrors.discoveryFailed({ issuer, reason });
      });
    const server = found.serverMetadata();
    if (!server.token_endpoint)
      throw connectionErrors.discoveryFailed({ issuer, reason: 'it names no token endpoint' });
    return {
      issuer: server.issuer,
      authorizationUrl: server.authorization_endpoint ?? null,
      tokenUrl: server.token_endpoint,
      revocationUrl: server.revocation_endpoint ?? null,
      ownTokenUrl: null,
    };
  };

/** What a request proves the client by, in all the forms in which it is put together. */
const sentOf = ({ setup }: Wanted, secret: string | null): readonly string[] =>
  secret === null
    ? []
    : [
        secret,
        `${setup.clientId}:${secret}`,
        [setup.clientId, secret].map(encodeURIComponent).join(':'),
      ];

/** A server's refusal says what was sent, so that nobody repeats it. */
const telling = async <Answer>(
  secrets: readonly string[],
  call: () => Promise<Answer>,
): Promise<Answer> => {
  try {
    return await call();
  } catch (error) {
    const isRefusal =
      error instanceof ResponseBodyError || error instanceof WWWAuthenticateChallengeError;
    throw isRefusal ? new TokenCallError(error, secrets) : error;
  }
};

/** OAuth 2.0 as a client, on the guarded HTTP client. */
export const createOAuthClient = (ports: OutboundPorts, timeoutMs: number): OAuthClient => {
  const fetching = createGuardedFetch(ports, timeoutMs);
  const configure = ({ setup }: Wanted, secret: string | null) => {
    const config = new Configuration(
      metadataOf(setup),
      setup.clientId,
      {},
      clientAuth(setup, secret),
    );
    config[customFetch] = fetching;
    config.timeout = 0;
    // The fetch above lets http through only where the egress rules name the address.
    if (setup.endpoints.tokenUrl.startsWith('http:')) allowInsecureRequests(config);
    return config;
  };
  return {
    clientCredentials: async (of, secret) =>
      toTokens(
        await telling(sentOf(of, secret), () =>
          clientCredentialsGrant(configure(of, secret), grantParameters(of.setup, true)),
        ),
      ),
    refresh: async (of, secret, refreshToken) =>
      toTokens(
        await telling([...sentOf(of, secret), refreshToken], () =>
          refreshTokenGrant(configure(of, secret), refreshToken, grantParameters(of.setup, false)),
        ),
      ),
    async signInUrl(of, { state, redirectUri, verifier }) {
      const { setup } = of;
      const proof = verifier && {
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      };
      return buildAuthorizationUrl(
        configure({ ...of, setup: { ...setup, clientAuthentication: 'none' } }, null),
        {
          ...setup.authorizationParameters,
          ...(setup.scopes.length > 0 ? { scope: setup.scopes.join(' ') } : {}),
          ...(setup.audience ? { audience: setup.audience } : {}),
          redirect_uri: redirectUri,
          state,
          ...(proof || {}),
        },
      ).href;
    },
    exchange: async (of, secret, { answered, state, verifier }) =>
      toTokens(
        await telling(
          [...sentOf(of, secret), verifier ?? '', answered.searchParams.get('code') ?? ''],
          () =>
            authorizationCodeGrant(
              configure(of, secret),
              comparable(answered, of.setup),
              { expectedState: state, ...(verifier ? { pkceCodeVerifier: verifier } : {}) },
              of.setup.tokenParameters as Record<string, string>,
            ),
        ),
      ),
    async revoke(of, secret, { accessToken, refreshToken }) {
      const { revocationUrl, ownTokenUrl } = of.setup.endpoints;
      if (revocationUrl) {
        const config = configure(of, secret);
        if (refreshToken)
          await tokenRevocation(config, refreshToken, { token_type_hint: 'refresh_token' });
        await tokenRevocation(config, accessToken, { token_type_hint: 'access_token' });
        return true;
      }
      if (!ownTokenUrl) return false;
      const headers = { authorization: `Bearer ${accessToken}` };
      await requireSafeUrl(ports.guard, ownTokenUrl);
      const { status } = await ports.http.request({
        method: 'DELETE',
        url: ownTokenUrl,
        headers,
        timeoutMs,
      });
      return status < 300 || status === 401;
    },
    discover: createDiscover(ports, timeoutMs),
    async lookAt(url) {
      await requireSafeUrl(ports.guard, url);
      return (await ports.http.request({ method: 'GET', url, timeoutMs })).status;
    },
  };
};
