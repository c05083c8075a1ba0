import { createHash } from 'node:crypto';
import { loginOperations } from '@tandem/contract';
import { hashSecret, saveClient } from '../../clients/index.ts';
import type { TestIdentity, TestReply } from '../../testing/index.ts';

export const pkce = (verifier: string) => ({
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
});

export type TestBrowser = {
  readonly open: (request: Record<string, string>) => Promise<TestReply>;
  /** Sends the form of the last page, with these fields filled in. */
  readonly submit: (fields: Record<string, string>) => Promise<TestReply>;
  /** Goes to the address that signs out. */
  readonly leave: (
    query: Record<string, string>,
    headers: Record<string, string>,
  ) => Promise<TestReply>;
  /** Sends the form of the page that asks whether to sign out. */
  readonly confirm: (form: Record<string, string>) => Promise<TestReply>;
  readonly field: (name: string) => string;
  readonly cookies: () => string;
};

const plain = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** What a browser does with the sign-in pages: keeps cookies and sends the hidden fields. */
export const createBrowser = (
  test: TestIdentity,
  headers: Record<string, string> = {},
  address = '127.0.0.1',
): TestBrowser => {
  const jar = new Map<string, string>();
  let page = '';
  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const keep = (reply: TestReply) => {
    const [name, value] = (reply.headers['set-cookie'] ?? '').split(';')[0]?.split('=') ?? [];
    if (name) jar.set(name, value ?? '');
    if (typeof reply.body === 'string') page = reply.body;
    return reply;
  };
  const field = (name: string) => {
    const found = new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1];
    return plain(found ?? '');
  };
  return {
    field,
    cookies,
    leave: async (query, more) =>
      keep(
        await test.call(loginOperations.getLogout, {
          query,
          headers: { ...headers, ...more, cookie: cookies() },
        }),
      ),
    confirm: async (body) =>
      keep(
        await test.call(loginOperations.postLogout, {
          body,
          headers: { ...headers, cookie: cookies() },
        }),
      ),
    open: async (query) =>
      keep(
        await test.call(loginOperations.getOauthAuthorize, {
          query,
          headers: { ...headers, cookie: cookies() },
        }),
      ),
    submit: async (fields) =>
      keep(
        await test.call(loginOperations.postOauthSignIn, {
          address,
          body: { request: field('request'), form_token: field('form_token'), ...fields },
          headers: { ...headers, cookie: cookies() },
        }),
      ),
  };
};

/** A Code Authorization client with tokens of two hours. */
export const codeClient = async (
  test: TestIdentity,
  org: string,
  redirectUris: readonly string[],
): Promise<{ id: string; secret: string }> => {
  const { id, secret } = await test.identity.usecases.createClient({ org, name: 'Code app' });
  const at = test.clock.now();
  await saveClient(test.db, {
    id,
    org,
    name: 'Code app',
    description: null,
    grantType: 'CODE',
    secretHash: hashSecret(secret),
    redirectUris,
    scopes: [],
    tokenSeconds: 7_200,
    state: 'active',
    authorizationState: 'Authorized',
    authorizedBy: null,
    authorizedAt: at,
    bundled: false,
    dateToDelete: null,
    createdBy: null,
    createdAt: at,
    modifiedBy: null,
    modifiedAt: at,
  });
  return { id, secret };
};
