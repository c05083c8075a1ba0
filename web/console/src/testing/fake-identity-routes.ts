import { randomUUID } from 'node:crypto';
import { permissions } from '@tandem/contract';
import type { FakeState, Row } from './fake-data.ts';
import { type FakeRoutes, found, listing } from './fake-http.ts';
import { collection } from './fake-message-routes.ts';

const ROLES = '/api/v2/authorization/roles';
const CLIENTS = '/api/v2/oauth/clients';

const policy = (domain: string, entityName: string, ...actionSet: string[]) => ({
  domain,
  entityName,
  actionSet,
});

function fakeRoles(): Row[] {
  return [
    {
      id: 'role-master',
      name: 'Master Admin',
      description: 'Everything',
      default: true,
      userCount: 1,
      permissionPolicies: [policy('*', '*', '*')],
    },
    {
      id: 'role-agent',
      name: 'Agent',
      description: 'Takes conversations',
      default: true,
      userCount: 12,
      permissionPolicies: [
        policy('conversation', 'message', 'create', 'view'),
        policy('routing', 'queue', 'join', 'view'),
      ],
    },
    {
      id: 'role-handover',
      name: 'Bot handover',
      description: 'The least a handover needs',
      userCount: 0,
      permissionPolicies: [
        policy('messaging', 'integration', 'view'),
        policy('conversation', 'message', 'create', 'receive', 'view'),
      ],
    },
  ];
}

/** The catalogue of permissions in the wire's shape, a page per domain. */
function permissionCatalogue(): Row[] {
  const domains = new Map<string, Record<string, unknown[]>>();
  for (const { domain, entity, action } of permissions) {
    const map = domains.get(domain) ?? {};
    domains.set(domain, map);
    map[entity] = [...(map[entity] ?? []), { domain, entityType: entity, action }];
  }
  return [...domains].map(([domain, permissionMap]) => ({ id: domain, domain, permissionMap }));
}

const fakeClients = (): Row[] => [
  {
    id: randomUUID(),
    name: 'Shop bot',
    authorizedGrantType: 'CLIENT-CREDENTIALS',
    accessTokenValiditySeconds: 86_400,
    state: 'active',
    roleDivisions: [{ roleId: 'role-handover', divisionId: 'home' }],
  },
  {
    id: randomUUID(),
    name: 'Supervisor app',
    authorizedGrantType: 'CODE',
    accessTokenValiditySeconds: 43_200,
    registeredRedirectUri: ['https://app.example.com/back'],
    state: 'inactive',
  },
];

function clientRoutes(): FakeRoutes {
  const clients = fakeClients();
  const first = clients[0];
  const authorizations: Row[] = first
    ? [{ id: first.id, client: first, state: 'Authorized', dateCreated: '2026-01-02T03:04:05Z' }]
    : [];
  const withSecret = (row: Row | undefined) =>
    found(row && { ...row, secret: randomUUID() + randomUUID() });
  return {
    ...collection(clients, { path: CLIENTS, id: 'clientId', verb: 'PUT' }),
    [`POST ${CLIENTS}`]: ({ body }) => {
      const client = { ...body, id: randomUUID() };
      clients.push(client);
      return withSecret(client);
    },
    [`POST ${CLIENTS}/{clientId}/secret`]: ({ params }) =>
      withSecret(clients.find(({ id }) => id === params['clientId'])),
    [`POST ${CLIENTS}/{clientId}/usage/query`]: () => found({ executionId: 'usage' }),
    [`GET ${CLIENTS}/{clientId}/usage/query/results/{executionId}`]: () =>
      found({
        queryStatus: 'Complete',
        results: [{ date: '2026-01-02T00:00:00.000Z', requests: 1200, status400: 3, status500: 1 }],
      }),
    'GET /api/v2/oauth/scopes': ({ query }) =>
      listing(
        ['messaging', 'conversations', 'routing'].map((id) => ({ id })),
        query,
      ),
    'GET /api/v2/oauth/authorizations': ({ query }) => listing(authorizations, query),
    'PUT /tandem/oauth/authorizations/{clientId}': ({ params, body }) => {
      const client = clients.find(({ id }) => id === params['clientId']);
      if (!client) return found(undefined);
      const old = authorizations.find(({ id }) => id === client.id);
      if (old) return found(Object.assign(old, { state: body['state'] }));
      const made = { id: client.id, client, state: body['state'], dateCreated: new Date() };
      authorizations.push(made);
      return found(made);
    },
  };
}

/** Roles, permissions, OAuth clients, grants of users. */
export function identityRoutes(state: FakeState): FakeRoutes {
  const roles = fakeRoles();
  const held = new Map<string, string[]>([[state.me.id, ['role-master']]]);
  const rolesOf = (id = '') => ({
    roles: roles.filter((role) => held.get(id)?.includes(role.id)),
  });
  return {
    ...collection(roles, { path: ROLES, id: 'roleId', verb: 'PUT' }),
    ...clientRoutes(),
    'GET /api/v2/authorization/permissions': ({ query }) => listing(permissionCatalogue(), query),
    'GET /api/v2/authorization/divisions/home': () => found({ id: 'home', name: 'Home' }),
    'GET /api/v2/users/{subjectId}/roles': ({ params }) => found(rolesOf(params['subjectId'])),
    'PUT /api/v2/users/{subjectId}/roles': ({ params, body }) => {
      held.set(params['subjectId'] ?? '', body as unknown as string[]);
      return found(rolesOf(params['subjectId']));
    },
  };
}
