import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  Configuration,
  calculatePKCECodeChallenge,
  clientCredentialsGrant,
  customFetch,
  discovery,
  None,
  ResponseBodyError,
  refreshTokenGrant,
  type TokenEndpointResponse,
  tokenRevocation,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { clientAuth } from './client-authentication.ts';
import { connectionErrors } from './connections.errors.ts';
import type {
  ConnectionRecord,
  ConnectionSetup,
  Endpoints,
  IssuedTokens,
} from './connections.model.ts';
import { TokenCallError } from './failures.rules.ts';
import { createGuardedFetch, type OutboundPorts, requireSafeUrl } from './guarded-fetch.ts';

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
