import { type Api, takeCode } from '../harness/api.ts';
import { apisOf, openSdk, type SdkApis } from './foreign-sdk.ts';
import type { Person } from './site.ts';

export const redirectUri = 'https://agent.example.com/callback';

/** An OAuth client of an agent application: code grant, with or without PKCE. */
export const addCodeClient = (admin: Api, name: string) =>
  admin.ok<{ id: string; secret: string }>('POST', '/api/v2/oauth/clients', {
    name,
    authorizedGrantType: 'CODE',
    registeredRedirectUri: [redirectUri],
    scope: [
      'users',
      'conversations',
      'notifications',
      'presence',
      'routing',
      'analytics',
      'authorization',
    ],
  });

const challengeOf = async (sdk: SdkApis, verifier: string) => ({
  code_challenge: await sdk.client.computePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
});

/** Signs in on the page and changes the code for a token by PKCE. */
export const signInByPkce = async (
  url: string,
  client: { readonly id: string },
  person: Person,
): Promise<SdkApis> => {
  const sdk = apisOf(openSdk(url));
  const verifier = sdk.client.generatePKCECodeVerifier(128);
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client.id,
    redirect_uri: redirectUri,
    ...(await challengeOf(sdk, verifier)),
  });
  const code = await takeCode(url, query, person);
  await sdk.client.authorizePKCEGrant(client.id, verifier, code, redirectUri);
  return sdk;
};

/** Signs in on the page; the application has a secret and gets a refresh token. */
export const signInByCode = async (
  url: string,
  client: { readonly id: string; readonly secret: string },
  person: Person,
): Promise<SdkApis> => {
  const sdk = apisOf(openSdk(url));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client.id,
    redirect_uri: redirectUri,
  });
  const code = await takeCode(url, query, person);
  await sdk.client.loginCodeAuthorizationGrant(client.id, client.secret, code, redirectUri);
  return sdk;
};
