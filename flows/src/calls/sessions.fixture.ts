import type { CallOrigin } from '../calls.model.ts';
import type { AuthenticateRequest } from '../effect.model.ts';
import type { HttpRequest } from '../http.model.ts';
import { type Answer, type createWorld, planted, request, startServer } from './calls.fixture.ts';
import type { ClientRequest } from './client-credentials.ts';

export const insecure = (value: string) => ({ kind: 'insecure', value }) as const;

/** Client credentials as an author types them. */
export const client = (
  environmentUrl: string,
  more: Partial<ClientRequest> = {},
): ClientRequest => ({
  ...{ session: 'Default', type: 'clientCredentials', environmentUrl },
  ...{ clientId: insecure('client-1'), clientSecret: insecure(planted) },
  ...more,
});

export const basic = (id: string, secret = planted) =>
  `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

type Login = {
  /** How often a token was issued. */
  issued: number;
  /** Bearer values that are refused. */
  readonly refused: Set<string>;
  /** Replaces the answer of the token endpoint. */
  token: Answer | null;
  expiresIn: number | undefined;
};

/** A contact centre: its tokens name the client and count up; its API echoes who calls. */
export const startCentre = async () => {
  const login: Login = { issued: 0, refused: new Set(), token: null, expiresIn: 86_400 };
  const server = await startServer((response, seen) => {
    const authorization = seen.headers.authorization ?? '';
    if (!seen.url.endsWith('/oauth/token'))
      return login.refused.has(authorization)
        ? response.writeHead(401).end()
        : response.end(authorization);
    if (login.token) return login.token(response, seen);
    login.issued += 1;
    const [id = ''] = Buffer.from(authorization.slice(6), 'base64').toString().split(':');
    const token = `token-${id}-${login.issued}`;
    response.end(JSON.stringify({ access_token: token, expires_in: login.expiresIn }));
  });
  return Object.assign(server, { login });
};

/** A request over a session of the run. */
export const over = (
  world: ReturnType<typeof createWorld>,
  sessions: Readonly<Record<string, AuthenticateRequest>>,
  more: {
    readonly session?: string;
    readonly path?: string;
    readonly run?: string;
    readonly asked?: Partial<HttpRequest>;
    readonly origin?: Partial<CallOrigin>;
  } = {},
) => {
  const { session = 'Default', path = '/api/v2/users/me', run = 'run-1', asked, origin } = more;
  const target = { kind: 'session', session, path } as const;
  return world.perform(
    { kind: 'httpRequest', id: `${run}/2`, request: request({ target, ...asked }) },
    { sessions, run, ...origin },
  );
};

export const body = async (answer: ReturnType<typeof over>) => {
  const input = await answer;
  if (input.kind !== 'httpResponse') throw new Error(JSON.stringify(input));
  return input.response.body;
};

export const tokenCalls = ({ seen }: Awaited<ReturnType<typeof startCentre>>) =>
  seen.filter(({ url }) => url.endsWith('/oauth/token'));
