import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@tandem/kit';
import Provider, { type Configuration } from 'oidc-provider';

export const testClient = { id: 'tandem', secret: 'planted-client-secret-0123456789' };
export const testOrigin = 'http://127.0.0.1:9';
export const testCallbackUrl = `${testOrigin}/oauth/connections/callback`;
const accountId = 'agent-1';
const scope = 'openid offline_access';

const configuration: Configuration = {
  clients: [
    {
      client_id: testClient.id,
      client_secret: testClient.secret,
      redirect_uris: [testCallbackUrl],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      response_types: ['code'],
    },
  ],
  features: {
    clientCredentials: { enabled: true },
    revocation: { enabled: true },
    devInteractions: { enabled: false },
  },
  rotateRefreshToken: true,
  ttl: { AccessToken: 3600, RefreshToken: 86_400, ClientCredentials: 3600, Grant: 86_400 },
  findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
};

/** An authorization server that rotates refresh tokens and revokes the whole grant when one is used twice. */
export const startAuthorizationServer = async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, configuration);
  const seen = { requests: 0, answered: 0, granted: 0, revoked: 0 };
  let gate: { before?: Promise<void>; after?: Promise<void> } = {};
  provider.use(async (ctx, next) => {
    if (ctx.path !== '/token') return next();
    seen.requests += 1;
    const { before, after } = gate;
    await before;
    await next();
    seen.answered += 1;
    await after;
  });
  provider.on('grant.success', () => {
    seen.granted += 1;
  });
  provider.on('grant.revoked', () => {
    seen.revoked += 1;
  });
  server.on('request', provider.callback());
  return {
    issuer,
    tokenUrl: `${issuer}/token`,
    seen,
    /** Holds requests for tokens: before they are dealt with, or with the answer ready. */
    hold(where: 'before' | 'after') {
      const held = Promise.withResolvers<void>();
      gate = { [where]: held.promise };
      return {
        /** Later requests pass. */
        stop: () => {
          gate = {};
        },
        release: () => {
          gate = {};
          held.resolve();
        },
      };
    },
    /** What a sign-in leaves behind. */
    async signIn() {
      const client = await provider.Client.find(testClient.id);
      if (!client) throw new Error('no client');
      const grant = new provider.Grant({ accountId, clientId: testClient.id });
      grant.addOIDCScope(scope);
      const grantId = await grant.save();
      const token = new provider.RefreshToken({
        ...{ accountId, client, grantId, scope },
        gty: 'authorization_code',
        iiat: Math.floor(systemClock.now().getTime() / 1000),
        rotations: 0,
      } as unknown as ConstructorParameters<typeof provider.RefreshToken>[0]);
      return {
        accessToken: 'first',
        refreshToken: await token.save(),
        lifetimeSeconds: 3600,
        refreshLifetimeSeconds: null,
      };
    },
    /** What the browser brings back after somebody has signed in and agreed. */
    async approve(url: string): Promise<{ code: string; state: string; iss: string }> {
      const asked = new URL(url).searchParams;
      const client = await provider.Client.find(asked.get('client_id') ?? '');
      if (!client) throw new Error('no client');
      const grant = new provider.Grant({ accountId, clientId: client.clientId });
      grant.addOIDCScope(scope);
      const code = new provider.AuthorizationCode({
        ...{ accountId, client, scope, grantId: await grant.save() },
        gty: 'authorization_code',
        redirectUri: asked.get('redirect_uri') ?? '',
        ...(asked.has('code_challenge')
          ? { codeChallenge: asked.get('code_challenge') ?? '', codeChallengeMethod: 'S256' }
          : {}),
      } as unknown as ConstructorParameters<typeof provider.AuthorizationCode>[0]);
      return { code: await code.save(), state: asked.get('state') ?? '', iss: issuer };
    },
    isAccepted: async (token: string) => (await provider.AccessToken.find(token)) !== undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
