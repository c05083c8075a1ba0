import {
  type Credential,
  type Handler,
  handle,
  vaultOperations as operations,
  type ValueRequest,
} from '@tandem/contract';
import { isUuid } from '@tandem/kit';
import { type Asker, askerOf } from '../access.ts';
import { pageOf, toListing } from '../listing.ts';
import { vaultErrors } from '../vault.errors.ts';
import type { Acting } from '../vault.types.ts';
import { holds, type SeenCredential } from './credentials.model.ts';
import { findCredential, listCredentials } from './credentials.store.ts';
import {
  type CredentialDeps,
  createCredential,
  editCredential,
  removeCredential,
  requireCredential,
} from './credentials.usecases.ts';
import { listMissing, type MissingValue } from './values.store.ts';
import { supplyValue, withdrawValue } from './values.usecases.ts';

const toWire = (
  credential: SeenCredential,
  { asker, names }: { asker: Asker; names: ReadonlyMap<string, string> },
): Credential => ({
  id: credential.id,
  name: credential.name,
  description: credential.description,
  locker:
    credential.locker === null ? null : { id: credential.locker, name: credential.lockerName },
  owner: { id: credential.owner, name: names.get(credential.owner) ?? null },
  store:
    credential.externalPath === null
      ? { kind: 'internal' }
      : { kind: 'external', path: credential.externalPath },
  attributes: credential.attributes.map(
    ({ id, name, description, input, masked, hasValue, valueCount }) => ({
      ...{ id, name, description, input, masked, hasValue, valueCount },
    }),
  ),
  editable: holds(credential, asker, 'editAllCredentials'),
  lastUsed: credential.lastUsed?.toISOString() ?? null,
  uses30Days: credential.uses30Days,
  version: credential.version,
  dateCreated: credential.createdAt.toISOString(),
  dateModified: credential.modifiedAt.toISOString(),
});

const wireOf = async (deps: CredentialDeps, asker: Asker, rows: readonly SeenCredential[]) => {
  const owners = [...new Set(rows.map(({ owner }) => owner))];
  const names = await deps.directory.subjectNames(asker.org, owners);
  return rows.map((row) => toWire(row, { asker, names }));
};

const oneOf = async (deps: CredentialDeps, { principal }: Acting, id: string) => {
  const asker = await askerOf(deps.directory, principal);
  const [wire] = await wireOf(deps, asker, [await requireCredential(deps, asker, id)]);
  return wire;
};

/** A filter by locker. @throws vaultErrors.notFound for what is no id */
const lockerFilter = (lockerId: string | undefined) => {
  if (lockerId !== undefined && !isUuid(lockerId)) throw vaultErrors.notFound();
  return lockerId;
};

const toRequest = (row: MissingValue): ValueRequest => ({
  credential: { id: row.credential, name: row.credentialName },
  locker: { id: row.locker, name: row.lockerName },
  attribute: {
    id: row.attribute,
    name: row.attributeName,
    description: row.attributeDescription,
    masked: row.masked,
  },
});

const valueHandlers = (deps: CredentialDeps): Handler[] => [
  handle(operations.getVaultRequests, async ({ principal, query }) => {
    const { org, userId, roleIds } = await askerOf(deps.directory, principal);
    const { path } = operations.getVaultRequests;
    const locker = lockerFilter(query.lockerId);
    // Clients have no values of their own: nobody asks them for any.
    const { rows, total } = userId
      ? await listMissing(deps.db, { org, userId, roleIds, locker, ...pageOf(query) })
      : { rows: [], total: 0 };
    return { status: 200, body: toListing(path, query, { entities: rows.map(toRequest), total }) };
  }),
  handle(operations.putVaultValue, async ({ params, body, ...acting }) => {
    const which = { credential: params.credentialId, attribute: params.attributeId };
    await supplyValue(deps, acting, { ...which, value: body.value });
    return { status: 204 };
  }),
  handle(operations.deleteVaultValue, async ({ params, ...acting }) => {
    const which = { credential: params.credentialId, attribute: params.attributeId };
    await withdrawValue(deps, acting, which);
    return { status: 204 };
  }),
];

/** Credentials, and the values that users give themselves. */
export const credentialHandlers = (deps: CredentialDeps): Handler[] => [
  handle(operations.getVaultCredentials, async ({ principal, query }) => {
    const asker = await askerOf(deps.directory, principal);
    const { rows, total } = await listCredentials(deps.db, asker, {
      now: deps.clock.now(),
      locker: lockerFilter(query.lockerId),
      usable: query.usable,
      ...pageOf(query),
    });
    const entities = await wireOf(deps, asker, rows);
    const { path } = operations.getVaultCredentials;
    return { status: 200, body: toListing(path, query, { entities, total }) };
  }),
  handle(operations.postVaultCredentials, async ({ body, ...acting }) => {
    const id = await createCredential(deps, acting, body);
    return { status: 201, body: await oneOf(deps, acting, id) };
  }),
  handle(operations.getVaultCredential, async ({ params, ...acting }) => ({
    status: 200,
    body: await oneOf(deps, acting, params.credentialId),
  })),
  handle(operations.putVaultCredential, async ({ params, body, ...acting }) => {
    const asker = await askerOf(deps.directory, acting.principal);
    const before = await requireCredential(deps, asker, params.credentialId);
    await editCredential(deps, acting, { id: params.credentialId, request: body });
    // Who takes another's credential out of a locker sees it for the last time.
    const after = await findCredential(deps.db, asker, { id: before.id, now: deps.clock.now() });
    return { status: 200, body: (await wireOf(deps, asker, [after ?? before]))[0] };
  }),
  handle(operations.deleteVaultCredential, async ({ params, ...acting }) => {
    await removeCredential(deps, acting, params.credentialId);
    return { status: 204 };
  }),
  ...valueHandlers(deps),
];
