import { createHash, randomBytes } from 'node:crypto';

export type ApiReply<T = Record<string, unknown>> = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
};

/** Calls the wire as a client of Tandem does: nothing but HTTP. */
export type Api = {
  readonly token: string;
  readonly url: string;
  readonly call: <T = Record<string, unknown>>(
    method: string,
    path: string,
    options?: { body?: unknown; headers?: Record<string, string> },
  ) => Promise<ApiReply<T>>;
  /** Like `call`, and fails the test unless the answer is 2xx. */
  readonly ok: <T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<T>;
};

const send = async <T>(url: string, init: RequestInit): Promise<ApiReply<T>> => {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') && text !== '';
  return {
    status: response.status,
    headers: response.headers,
    body: (json ? JSON.parse(text) : text) as T,
  };
};

const withToken = (url: string, token: string): Api => {
  const call: Api['call'] = (method, path, { body, headers = {} } = {}) =>
    send(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    token,
    url,
    call,
    async ok(method, path, body) {
      const reply = await call(method, path, body === undefined ? {} : { body });
      if (reply.status >= 300)
        throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
      return reply.body as never;
    },
  };
};

const form = (fields: Record<string, string>) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
});

const tokenOf = (reply: ApiReply) => {
  const { access_token: token } = reply.body as { access_token?: string };
  if (!token) throw new Error(`no token: ${reply.status} ${JSON.stringify(reply.body)}`);
  return token;
};

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&quot;': '"',
  '&lt;': '<',
  '&gt;': '>',
  '&#39;': "'",
};
const unescapeHtml = (text: string) =>
  text.replaceAll(/&(?:amp|quot|lt|gt|#39);/g, (entity) => entities[entity] ?? entity);

/** Hidden fields of the sign-in page, which protect its form. */
const hiddenFields = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) =>
      [/name="([^"]*)"/.exec(tag)?.[1] ?? '', /value="([^"]*)"/.exec(tag)?.[1] ?? ''].map(
        unescapeHtml,
      ),
    ),
  );

const actionOf = (html: string, fallback: string) =>
  /<form[^>]*action="([^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') || fallback;

const cookiesOf = (headers: Headers) =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

/**
 * Signs in on the sign-in page of an authorization request and answers the code that the redirect carries.
 * @param query the parameters of the request.
 */
export const takeCode = async (
  url: string,
  query: URLSearchParams,
  { email, password }: { email: string; password: string },
): Promise<string> => {
  const path = `/oauth/authorize?${query}`;
  const page = await send<string>(`${url}${path}`, {});
  const request = form({ ...hiddenFields(page.body), email, password });
  const answered = await send<string>(new URL(actionOf(page.body, path), `${url}${path}`).href, {
    ...request,
    headers: { ...request.headers, cookie: cookiesOf(page.headers), origin: url },
  });
  const code = new URL(answered.headers.get('location') ?? '', url).searchParams.get('code');
  if (!code) throw new Error(`sign-in refused: ${answered.status} ${answered.body.slice(0, 300)}`);
  return code;
};

/** Ways to get a token at one address. */
export const createApi = (url: string) => ({
  /** A token that was got elsewhere, such as from another node. */
  withToken: (token: string): Api => withToken(url, token),

  async clientCredentials({ id, secret }: { id: string; secret: string }): Promise<Api> {
    const request = form({ grant_type: 'client_credentials' });
    const basic = Buffer.from(`${id}:${secret}`).toString('base64');
    return withToken(
      url,
      tokenOf(
        await send(`${url}/oauth/token`, {
          ...request,
          headers: { ...request.headers, authorization: `Basic ${basic}` },
        }),
      ),
    );
  },

  /** Signs in as the console does: authorization code with PKCE through the sign-in page. */
  async signIn({ email, password }: { email: string; password: string }): Promise<Api> {
    const verifier = randomBytes(32).toString('base64url');
    const redirect = `${url}/console/callback`;
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'tandem-console',
      redirect_uri: redirect,
      state: 'e2e',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const code = await takeCode(url, query, { email, password });
    return withToken(
      url,
      tokenOf(
        await send(
          `${url}/oauth/token`,
          form({
            grant_type: 'authorization_code',
            code,
            code_verifier: verifier,
            client_id: 'tandem-console',
            redirect_uri: redirect,
          }),
        ),
      ),
    );
  },
});
