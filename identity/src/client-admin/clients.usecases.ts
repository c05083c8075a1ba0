import type { Queryable } from '@tandem/kit';
import {
  type Acting,
  addGrants,
  homeDivisionId,
  listGrants,
  type RoleInDivision,
  removeAllGrants,
  requireGrantable,
  requireHeldBySubject,
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

type Authority = Pick<Acting, 'principal'> & {
  /** The client, if it is there already. */
  readonly id?: string;
  readonly grants?: readonly RoleInDivision[];
};

/**
 * Whoever makes, takes over, stops or removes a client decides over all that it may do: so it may hold nothing that
 * the caller does not. @throws identityErrors.moreThanYours
 */
const requireAuthority = async (
  { permissions }: ClientDeps,
  tx: Queryable,
  { principal, id, grants = [] }: Authority,
): Promise<void> => {
  const authority = { principal, permissions };
  if (id !== undefined) await requireHeldBySubject(tx, authority, id);
  await requireHeldRoles(
    tx,
    authority,
    grants.map(({ roleId }) => roleId),
  );
};

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
  await deps.changes.applyAs(acting.principal, async (tx, principal) => {
    await requireAuthority(deps, tx, { principal, grants });
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
  const { id } = input;
  const at = deps.clock.now();
  const grants = grantsOf(input.request, homeDivisionId(org));
  return deps.changes.applyAs(acting.principal, async (tx, principal) => {
    const old = await requireClient(tx, org, id);
    await requireAuthority(deps, tx, { principal, id, grants });
    const client = { ...old, ...fieldsOf(input.request), modifiedBy: userId, modifiedAt: at };
    await saveClient(tx, client);
    await replaceGrants(tx, client, { grants, at });
    await audited(deps, tx, { ...acting, action: 'update', client });
    return { client, grants };
  });
}

/** Makes a new secret; the old one is no good any more. @throws identityErrors.notFound, identityErrors.moreThanYours */
export async function rotateSecret(
  deps: ClientDeps,
  acting: Acting,
  id: string,
): Promise<ClientView> {
  const { org, userId } = acting.principal;
  const secret = newSecret(deps.ids);
  const changed = {
    secretHash: hashSecret(secret),
    modifiedBy: userId,
    modifiedAt: deps.clock.now(),
  };
  return deps.changes.applyAs(acting.principal, async (tx, principal) => {
    const client = { ...(await requireClient(tx, org, id)), ...changed };
    await requireAuthority(deps, tx, { principal, id });
    await saveClient(tx, client);
    await audited(deps, tx, { ...acting, action: 'secret', client });
    return { ...(await viewOf(tx, client)), secret };
  });
}

/** Deletes a client with its tokens. @throws identityErrors.notFound, identityErrors.moreThanYours */
export async function removeClient(deps: ClientDeps, acting: Acting, id: string): Promise<void> {
  const { org } = acting.principal;
  await deps.changes.applyAs(acting.principal, async (tx, principal) => {
    const client = await requireClient(tx, org, id);
    await requireAuthority(deps, tx, { principal, id });
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
  const { id, state: authorizationState, roleDivisions } = input;
  const at = deps.clock.now();
  const changed = { authorizationState, authorizedBy: userId, authorizedAt: at };
  return deps.changes.applyAs(acting.principal, async (tx, principal) => {
    const client = { ...(await requireClient(tx, org, id)), ...changed };
    await requireAuthority(deps, tx, { principal, id, grants: roleDivisions ?? [] });
    await saveClient(tx, client);
    if (roleDivisions) await replaceGrants(tx, client, { grants: roleDivisions, at });
    if (authorizationState === 'Revoked') await deleteClientTokens(tx, org, client.id);
    const action = authorizationState === 'Revoked' ? 'revoke' : 'authorize';
    await audited(deps, tx, { ...acting, action, client });
    return viewOf(tx, client);
  });
}
