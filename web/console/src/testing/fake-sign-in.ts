import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendReply } from './fake-http.ts';

export type FakeSignIn = {
  readonly accepts: (authorization: string | undefined) => boolean;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly revoke: () => void;
  /** From now on tokens are given out that no call accepts. */
  readonly giveUselessTokens: () => void;
};

type Code = { readonly challenge: string; readonly redirectUri: string };

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return new URLSearchParams(text);
}

/** Authorization code with PKCE. It asks nobody: whoever comes is Ada. */
export function createFakeSignIn(): FakeSignIn {
  const codes = new Map<string, Code>();
  const tokens = new Set<string>();
  let useless = false;

  const authorize = (query: URLSearchParams, response: ServerResponse) => {
    const redirectUri = query.get('redirect_uri') ?? '';
    const code = randomUUID();
    codes.set(code, { challenge: query.get('code_challenge') ?? '', redirectUri });
    const back = new URLSearchParams({ code, state: query.get('state') ?? '' });
    response.writeHead(302, { location: `${redirectUri}?${back}` });
    response.end();
  };

  const exchange = (form: URLSearchParams, response: ServerResponse) => {
    const code = codes.get(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    codes.delete(form.get('code') ?? '');
    const fits = code?.challenge === challenge && code.redirectUri === form.get('redirect_uri');
    if (!fits || form.get('client_id') !== 'tandem-console') {
      const description = 'The code is not valid.';
      const body = { error: 'invalid_grant', description, error_description: description };
      sendReply(response, { status: 400, body });
      return;
    }
    const token = randomUUID();
    if (!useless) tokens.add(token);
    const body = { access_token: token, token_type: 'bearer', expires_in: 86_400 };
    sendReply(response, { status: 200, body });
  };

  return {
    accepts: (header) => tokens.has(/^bearer (.+)$/i.exec(header ?? '')?.[1] ?? ''),
    revoke: () => tokens.clear(),
    giveUselessTokens: () => {
      useless = true;
    },
    async answer(request, response) {
      const url = new URL(request.url ?? '/', 'http://fake');
      if (url.pathname === '/oauth/authorize') authorize(url.searchParams, response);
      else exchange(await readForm(request), response);
    },
  };
}
