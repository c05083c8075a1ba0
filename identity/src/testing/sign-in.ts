import { createHash } from 'node:crypto';
import { loginOperations } from '@tandem/contract';
import type { TestIdentity } from './test-identity.ts';

const verifier = 'console-verifier-'.repeat(3);
const redirectUri = 'http://127.0.0.1:8080/console/callback';

const fieldOf = (page: string, name: string) =>
  (new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '').replaceAll('&amp;', '&');

/** Signs a person in as the console does: page, form, code, token. */
export const signInToConsole = async (
  call: TestIdentity['call'],
  person: { readonly email: string; readonly password: string },
): Promise<string> => {
  const query = {
    response_type: 'code',
    client_id: 'tandem-console',
    redirect_uri: redirectUri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  const page = await call(loginOperations.getOauthAuthorize, { query });
  const cookie = page.headers['set-cookie']?.split(';')[0] ?? '';
  const { headers } = await call(loginOperations.postOauthSignIn, {
    headers: { cookie },
    body: {
      request: fieldOf(page.body, 'request'),
      form_token: fieldOf(page.body, 'form_token'),
      ...person,
    },
  });
  const code = new URL(headers['location'] ?? '').searchParams.get('code');
  const { body } = await call(loginOperations.postOauthToken, {
    body: {
      grant_type: 'authorization_code',
      client_id: 'tandem-console',
      redirect_uri: redirectUri,
      code_verifier: verifier,
      code,
    },
  });
  return body.access_token as string;
};
