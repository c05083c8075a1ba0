import { randomUUID } from 'node:crypto';
import { type FakeRoutes, found, listing } from './fake-http.ts';

const at = '2026-01-01T00:00:00.000Z';

const connection = () => ({
  id: 'connection-1',
  name: 'Contact centre',
  provider: 'genesys',
  host: 'mypurecloud.de',
  grant: 'authorizationCode',
  sharing: 'perUser',
  authorizationUrl: 'https://login.mypurecloud.de/oauth/authorize',
  tokenUrl: 'https://login.mypurecloud.de/oauth/token',
  clientAuthentication: 'basic',
  clientId: 'client-1',
  scopes: ['users'],
  authorizationParameters: {},
  tokenParameters: {},
  hasClientSecret: true,
  clientSecret: { kind: 'insecure' },
  state: 'needsReauthorization',
  authorized: false,
  dateExpires: null,
  dateRefreshExpires: null,
  dateAuthorized: at,
  dateRefreshed: at,
  problem: {
    code: 'invalid_grant',
    message: 'The authorization server answered invalid_grant.',
    at,
  },
  userCount: 1,
  version: 1,
  dateCreated: at,
  dateModified: at,
});

/** One connection whose grant the provider has taken back. */
export function connectionRoutes(): FakeRoutes {
  const connections = [connection()];
  const one = '/tandem/connections/{connectionId}';
  return {
    'GET /tandem/connections': ({ query }) => listing(connections, query),
    'GET /tandem/connections/settings': () => ({
      status: 200,
      body: { callbackUrl: 'https://tandem.example/oauth/connections/callback' },
    }),
    'POST /tandem/connections': ({ body }) => {
      const made = { ...connection(), ...body, id: randomUUID() };
      const { clientSecret } = made;
      // Where it comes from, never what it is.
      if (clientSecret.kind === 'insecure') made.clientSecret = { kind: 'insecure' };
      connections.push(made);
      return { status: 201, body: made };
    },
    [`GET ${one}`]: ({ params }) =>
      found(connections.find(({ id }) => id === params['connectionId'])),
    [`GET ${one}/uses`]: () => ({ status: 200, body: { flows: [], connectors: [] } }),
  };
}
