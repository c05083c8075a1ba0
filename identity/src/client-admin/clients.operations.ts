import {
  type Handler,
  handle,
  identityOperations,
  oauthOperations as operations,
} from '@tandem/contract';
import { listGrants } from '../access/index.ts';
import { listClients } from '../clients/index.ts';
import { identityErrors } from '../identity.errors.ts';
import { pageOf } from '../listing.ts';
import { knownScopes } from '../tokens/index.ts';
import { uris } from '../wire.ts';
import type { ClientDeps } from './clients.types.ts';
import {
  authoriseClient,
  changeClient,
  registerClient,
  removeClient,
  requireClient,
  rotateSecret,
  viewOf,
} from './clients.usecases.ts';
import { type ClientView, toAuthorizationWire, toClientWire } from './clients.wire.ts';

const viewsOf = async ({ db }: ClientDeps, org: string): Promise<ClientView[]> => {
  const grants = Map.groupBy(await listGrants(db, org, {}), ({ subject }) => subject);
  const clients = await listClients(db, org);
  return clients.map((client) => ({ client, grants: grants.get(client.id) ?? [] }));
};

/** The operation takes no page: all clients are on one. */
const onOnePage = <T>(all: readonly T[], path: string) =>
  pageOf(all, { pageSize: Math.min(500, Math.max(25, all.length)) }, path);

const readHandlers = (deps: ClientDeps): Handler[] => [
  handle(operations.getOauthClients, async ({ principal }) => {
    const views = await viewsOf(deps, principal.org);
    return {
      status: 200,
      body: onOnePage(views.map(toClientWire), operations.getOauthClients.path),
    };
  }),
  handle(operations.getOauthClient, async ({ principal, params }) => {
    const client = await requireClient(deps.db, principal.org, params.clientId);
    return { status: 200, body: toClientWire(await viewOf(deps.db, client)) };
  }),
];

const writeHandlers = (deps: ClientDeps): Handler[] => [
  handle(operations.postOauthClients, async ({ body, ...acting }) => ({
    status: 200,
    body: toClientWire(await registerClient(deps, acting, body)),
  })),
  handle(operations.putOauthClient, async ({ params, body, ...acting }) => {
    const view = await changeClient(deps, acting, { id: params.clientId, request: body });
    return { status: 200, body: toClientWire(view) };
  }),
  handle(operations.deleteOauthClient, async ({ params, ...acting }) => {
    await removeClient(deps, acting, params.clientId);
    return { status: 204 };
  }),
  handle(operations.postOauthClientSecret, async ({ params, ...acting }) => ({
    status: 200,
    body: toClientWire(await rotateSecret(deps, acting, params.clientId)),
  })),
];

const authorizationHandlers = (deps: ClientDeps): Handler[] => [
  handle(operations.getOauthAuthorizations, async ({ principal }) => {
    const entities = (await viewsOf(deps, principal.org)).map(toAuthorizationWire);
    const selfUri = operations.getOauthAuthorizations.path;
    return { status: 200, body: { entities, total: entities.length, selfUri } };
  }),
  handle(operations.getOauthAuthorization, async ({ principal, params }) => {
    const client = await requireClient(deps.db, principal.org, params.clientId);
    return { status: 200, body: toAuthorizationWire(await viewOf(deps.db, client)) };
  }),
  handle(identityOperations.putTandemOauthAuthorization, async ({ params, body, ...acting }) => {
    const view = await authoriseClient(deps, acting, { id: params.clientId, ...body });
    return { status: 200, body: toAuthorizationWire(view) };
  }),
];

const scopeWire = (id: string) => ({
  id,
  description: id.endsWith(':readonly') ? `Read ${id.split(':')[0]}` : `Read and change ${id}`,
  selfUri: uris.scope(id),
});

const scopeHandlers = ({ permissions }: ClientDeps): Handler[] => {
  const scopes = knownScopes(permissions);
  return [
    handle(operations.getOauthScopes, async () => ({
      status: 200,
      body: {
        entities: scopes.map(scopeWire),
        total: scopes.length,
        selfUri: operations.getOauthScopes.path,
      },
    })),
    handle(operations.getOauthScope, async ({ params }) => {
      if (!scopes.includes(params.scopeId)) throw identityErrors.notFound();
      return { status: 200, body: scopeWire(params.scopeId) };
    }),
  ];
};

/** OAuth clients, their authorisation in the organisation, and scopes. */
export const clientHandlers = (deps: ClientDeps): readonly Handler[] => [
  ...readHandlers(deps),
  ...writeHandlers(deps),
  ...authorizationHandlers(deps),
  ...scopeHandlers(deps),
];
