import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Token = { readonly scopes: readonly string[]; alive: boolean };

export type WebexClient = {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
};

/** A call of the contact centre's API as it arrived. */
export type WebexCall = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
};

const reply = (response: ServerResponse, status: number, body: object) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/**
 * What the vendor's servers do, as far as a connector sees of them: sign-in by authorization code with the client's
 * secret in the body, tokens with scopes, refresh, and an API below a path for each data centre that wants a scope.
 */
export const startWebex = async () => {
  const word = () => randomBytes(16).toString('hex');
  const state: { client: WebexClient | null } = { client: null };
  const codes = new Map<string, readonly string[]>();
  const accesses = new Map<string, Token>();
  const refreshes = new Map<string, readonly string[]>();
  const calls: WebexCall[] = [];

  const signIn = (url: URL, response: ServerResponse) => {
    const asked = (name: string) => url.searchParams.get(name) ?? '';
    const { client } = state;
    if (asked('client_id') !== client?.id || asked('redirect_uri') !== client.redirectUri)
      return reply(response, 400, { message: 'The client or its redirect URI is not known.' });
    const code = word();
    codes.set(code, asked('scope').split(' '));
    const back = new URL(client.redirectUri);
    back.search = new URLSearchParams({ code, state: asked('state') }).toString();
    return void response.writeHead(302, { location: back.href }).end();
  };

  const granted = (form: URLSearchParams): readonly string[] | undefined => {
    const [code, refresh] = [form.get('code') ?? '', form.get('refresh_token') ?? ''];
    const scopes =
      form.get('grant_type') === 'refresh_token' ? refreshes.get(refresh) : codes.get(code);
    codes.delete(code);
    return scopes;
  };

  const giveToken = async (request: IncomingMessage, response: ServerResponse) => {
    const form = new URLSearchParams(await text(request));
    const { client } = state;
    if (form.get('client_id') !== client?.id || form.get('client_secret') !== client.secret)
      return reply(response, 401, { error: 'invalid_client' });
    const scopes = granted(form);
    if (!scopes) return reply(response, 400, { error: 'invalid_grant' });
    const [access, refresh] = [word(), word()];
    accesses.set(access, { scopes, alive: true });
    refreshes.set(refresh, scopes);
    return reply(response, 200, {
      ...{ access_token: access, expires_in: 43_200, token_type: 'Bearer' },
      ...{ refresh_token: refresh, refresh_token_expires_in: 7_776_000 },
    });
  };

  const statusOf = ({ method, headers }: IncomingMessage): number => {
    const token = accesses.get((headers.authorization ?? '').replace(/^Bearer /, ''));
    if (!token?.alive) return 401;
    const wanted = method === 'GET' ? 'cjp:config_read' : 'cjp:config_write';
    return token.scopes.includes(wanted) ? 200 : 403;
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://webex.test');
    if (url.pathname === '/v1/authorize') return signIn(url, response);
    if (url.pathname === '/v1/access_token') return giveToken(request, response);
    const status = statusOf(request);
    calls.push({ method: request.method ?? '', path: url.pathname, status });
    const queues = [{ name: 'Sales' }];
    return reply(response, status, status === 200 ? { data: queues } : { error: status });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ calls, url: `http://127.0.0.1:${port}` },
    /** Registers the operator's client. */
    register(client: WebexClient) {
      state.client = client;
    },
    /** Every access token ends before its time. */
    endTokens() {
      for (const token of accesses.values()) token.alive = false;
    },
    tokens: () => [...accesses.keys(), ...refreshes.keys()],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
