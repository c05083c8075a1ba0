import type { Queryable } from '@tandem/kit';
import {
  type Acting,
  addGrants,
  homeDivisionId,
  listGrants,
  type RoleInDivision,
  removeAllGrants,
  requireGrantable,
  requireHeldRoles,
} from '../access/index.ts';
import { actorOf } from '../audit/index.ts';
import {
  type ClientRecord,
  deleteClient,
  findClient,
  hashSecret,
  newSecret,
  saveClient,
} from '../clients/index.ts';
import { identityErrors } from '../identity.errors.ts';
import { deleteClientTokens } from '../tokens/index.ts';
import { type ClientRequest, fieldsOf, grantsOf } from './client-request.rules.ts';
import type { ClientDeps } from './clients.types.ts';
import type { ClientView } from './clients.wire.ts';

/** @throws identityErrors.notFound */
export const requireClient = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<ClientRecord> => {
  const client = await findClient(db, org, id);
  if (!client) throw identityErrors.notFound();
  return client;
};

export const viewOf = async (db: Queryable, client: ClientRecord): Promise<ClientView> => ({
  client,
  grants: await listGrants(db, client.org, { subject: client.id }),
});

/**
 * Whoever makes or takes over a client can act as it: so it may hold nothing that the caller does not.
 * @throws identityErrors.moreThanYours
 */
const requireAuthority = (
  { db, permissions }: ClientDeps,
  { principal }: Acting,
  grants: readonly RoleInDivision[],
): Promise<void> =>
  requireHeldRoles(
    db,
    { principal, permissions },
    grants.map(({ roleId }) => roleId),
  );

const audited = (
  deps: ClientDeps,
  tx: Queryable,
  entry: Acting & { readonly action: string; readonly client: ClientRecord },
) =>
  deps.audit(tx, {
    org: entry.client.org,
    actor: actorOf(entry.principal),
    action: entry.action,
    entity: { type: 'oauthClient', id: entry.client.id, name: entry.client.name },
    correlationId: entry.correlationId,
  });

const replaceGrants = async (
  tx: Queryable,
  client: ClientRecord,
  input: { readonly grants: readonly RoleInDivision[]; readonly at: Date },
) => {
  const { org, id, name } = client;
  await requireGrantable(tx, org, input.grants);
  await removeAllGrants(tx, client);
  await addGrants(tx, { org, id, type: 'PC_OAUTH_CLIENT', name }, input);
};

/**
 * Registers a client. The secret is in the answer and nowhere else afterwards.
 * @throws identityErrors.invalid, notFound for a role or division, clientErrors
 */
export async function registerClient(
  deps: ClientDeps,
  acting: Acting,
  request: ClientRequest,
): Promise<ClientView> {
  const { org, userId } = acting.principal;
  const secret = newSecret(deps.ids);
  const at = deps.clock.now();
  const grants = grantsOf(request, homeDivisionId(org));
  const client: ClientRecord = {
    ...fieldsOf(request),
    id: deps.ids.uuid(),
    org,
    secretHash: hashSecret(secret),
    authorizationState: 'Authorized',
    authorizedBy: userId,
    authorizedAt: at,
    bundled: false,
    createdBy: userId,
    createdAt: at,
    modifiedBy: userId,
    modifiedAt: at,
  };
  await requireAuthority(deps, acting, grants);
  await deps.changes.apply(org, async (tx) => {
    await saveClient(tx, client);
    await replaceGrants(tx, client, { grants, at });
    await audited(deps, tx, { ...acting, action: 'create', client });
  });
  return { client, grants, secret };
}

/** Replaces what a request can set. @throws as {@link registerClient}, identityErrors.notFound */
export async function changeClient(
  deps: ClientDeps,
  acting: Acting,
  input: { readonly id: string; readonly request: ClientRequest },
): Promise<ClientView> {
  const { org, userId } = acting.principal;
  const at = deps.clock.now();
  const old = await viewOf(deps.db, await requireClient(deps.db, org, input.id));
  const grants = grantsOf(input.request, homeDivisionId(org));
  await requireAuthority(deps, acting, [...old.grants, ...grants]);
  const fields = fieldsOf(input.request);
  const client = { ...old.client, ...fields, modifiedBy: userId, modifiedAt: at };
  await deps.changes.apply(org, async (tx) => {
    await saveClient(tx, client);
    await replaceGrants(tx, client, { grants, at });
    await audited(deps, tx, { ...acting, action: 'update', client });
  });
  return { client, grants };
}

/** Makes a new secret; the old one is no good any more. @throws identityErrors.notFound, identityErrors.moreThanYours */
export async function rotateSecret(
  deps: ClientDeps,
  acting: Acting,
  id: string,
): Promise<ClientView> {
  const { org, userId } = acting.principal;
  const { client: old, grants } = await viewOf(deps.db, await requireClient(deps.db, org, id));
  await requireAuthority(deps, acting, grants);
  const secret = newSecret(deps.ids);
  const modifiedAt = deps.clock.now();
  const client = { ...old, secretHash: hashSecret(secret), modifiedBy: userId, modifiedAt };
  await deps.changes.apply(org, async (tx) => {
    await saveClient(tx, client);
    await audited(deps, tx, { ...acting, action: 'secret', client });
  });
  return { client, grants, secret };
}

/** Deletes a client with its tokens. @throws identityErrors.notFound */
export async function removeClient(deps: ClientDeps, acting: Acting, id: string): Promise<void> {
  const { org } = acting.principal;
  await deps.changes.apply(org, async (tx) => {
    const client = await requireClient(tx, org, id);
    await deleteClientTokens(tx, org, id);
    await deleteClient(tx, org, id);
    await audited(deps, tx, { ...acting, action: 'delete', client });
  });
}

/**
 * Authorises a client in the organisation, with roles if they are given, or revokes it: then its tokens end.
 * @throws identityErrors.notFound, identityErrors.moreThanYours
 */
export async function authoriseClient(
  deps: ClientDeps,
  acting: Acting,
  input: {
    readonly id: string;
    readonly state: 'Authorized' | 'Revoked';
    readonly roleDivisions?: readonly RoleInDivision[];
  },
): Promise<ClientView> {
  const { org, userId } = acting.principal;
  const at = deps.clock.now();
  const old = await requireClient(deps.db, org, input.id);
  const { state: authorizationState, roleDivisions } = input;
  const client = { ...old, authorizationState, authorizedBy: userId, authorizedAt: at };
  const { grants: held } = await viewOf(deps.db, old);
  await requireAuthority(deps, acting, roleDivisions ? [...held, ...roleDivisions] : []);
  await deps.changes.apply(org, async (tx) => {
    await saveClient(tx, client);
    if (roleDivisions) await replaceGrants(tx, client, { grants: roleDivisions, at });
    if (authorizationState === 'Revoked') await deleteClientTokens(tx, org, client.id);
    const action = authorizationState === 'Revoked' ? 'revoke' : 'authorize';
    await audited(deps, tx, { ...acting, action, client });
  });
  return viewOf(deps.db, client);
}
