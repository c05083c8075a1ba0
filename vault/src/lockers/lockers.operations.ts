import {
  type Handler,
  handle,
  type Locker,
  type LockerDetail,
  vaultOperations as operations,
  rightsOf,
} from '@tandem/contract';
import { type Asker, askerOf, lockerRolesOf } from '../access.ts';
import { pageOf, toListing } from '../listing.ts';
import type { Acting } from '../vault.types.ts';
import type { SeenLocker } from './lockers.model.ts';
import { listConsumers, listLockers, listMembers } from './lockers.store.ts';
import {
  createLocker,
  dropConsumer,
  dropMember,
  editLocker,
  type LockerDeps,
  removeLocker,
  requireLocker,
  setConsumer,
  setMember,
} from './lockers.usecases.ts';

const toWire = (locker: SeenLocker, asker: Asker): Locker => {
  const roles = lockerRolesOf(locker, asker);
  return {
    id: locker.id,
    name: locker.name,
    description: locker.description,
    credentialCount: locker.credentialCount,
    memberCount: locker.memberCount,
    roles,
    rights: rightsOf(roles),
    dateCreated: locker.createdAt.toISOString(),
    dateModified: locker.modifiedAt.toISOString(),
  };
};

const detailOf = async (deps: LockerDeps, { principal }: Acting, id: string) => {
  const { db, directory } = deps;
  const asker = await askerOf(directory, principal);
  const locker = await requireLocker(db, asker, id);
  const [members, consumers] = [
    await listMembers(db, asker.org, locker.id),
    await listConsumers(db, asker.org, locker.id),
  ];
  const userIds = members.map(({ userId }) => userId);
  const users = await directory.subjectNames(asker.org, userIds);
  const roles = await directory.roleNames(asker.org, consumers);
  return {
    ...toWire(locker, asker),
    members: members.map(({ userId, role }) => ({
      user: { id: userId, name: users.get(userId) ?? null },
      role,
    })),
    consumers: consumers.map((roleId) => ({ id: roleId, name: roles.get(roleId) ?? null })),
  } satisfies LockerDetail;
};

const memberHandlers = (deps: LockerDeps): Handler[] => [
  handle(operations.putVaultLockerMember, async ({ params, body, ...acting }) => {
    await setMember(deps, acting, { id: params.lockerId, userId: params.userId, role: body.role });
    return { status: 200, body: await detailOf(deps, acting, params.lockerId) };
  }),
  handle(operations.deleteVaultLockerMember, async ({ params, ...acting }) => {
    const detail = await detailOf(deps, acting, params.lockerId);
    await dropMember(deps, acting, { id: params.lockerId, userId: params.userId });
    // Who leaves a locker sees it for the last time.
    const left = detail.members.filter(({ user }) => user.id !== params.userId);
    return { status: 200, body: { ...detail, members: left, memberCount: left.length } };
  }),
  handle(operations.putVaultLockerConsumer, async ({ params, ...acting }) => {
    await setConsumer(deps, acting, { id: params.lockerId, roleId: params.roleId });
    return { status: 200, body: await detailOf(deps, acting, params.lockerId) };
  }),
  handle(operations.deleteVaultLockerConsumer, async ({ params, ...acting }) => {
    await dropConsumer(deps, acting, { id: params.lockerId, roleId: params.roleId });
    return { status: 200, body: await detailOf(deps, acting, params.lockerId) };
  }),
];

/** Lockers, their members and their consumers. */
export const lockerHandlers = (deps: LockerDeps): Handler[] => [
  handle(operations.getVaultLockers, async ({ principal, query }) => {
    const asker = await askerOf(deps.directory, principal);
    const { rows, total } = await listLockers(deps.db, asker, pageOf(query));
    const entities = rows.map((row) => toWire(row, asker));
    const { path } = operations.getVaultLockers;
    return { status: 200, body: toListing(path, query, { entities, total }) };
  }),
  handle(operations.postVaultLockers, async ({ body, ...acting }) => {
    const id = await createLocker(deps, acting, body);
    return { status: 201, body: await lockerMade(deps, acting, id) };
  }),
  handle(operations.getVaultLocker, async ({ params, ...acting }) => ({
    status: 200,
    body: await detailOf(deps, acting, params.lockerId),
  })),
  handle(operations.putVaultLocker, async ({ params, body, ...acting }) => {
    await editLocker(deps, acting, { id: params.lockerId, request: body });
    return { status: 200, body: await detailOf(deps, acting, params.lockerId) };
  }),
  handle(operations.deleteVaultLocker, async ({ params, ...acting }) => {
    await removeLocker(deps, acting, params.lockerId);
    return { status: 204 };
  }),
  ...memberHandlers(deps),
];

/** A locker made for others is not seen by its maker afterwards; the answer tells of it all the same. */
const lockerMade = async (deps: LockerDeps, acting: Acting, id: string): Promise<LockerDetail> => {
  const principal = {
    ...acting.principal,
    permissions: new Set([...acting.principal.permissions, 'vault:locker:administer']),
  };
  const made = await detailOf(deps, { ...acting, principal }, id);
  const asker = await askerOf(deps.directory, acting.principal);
  const isMember = made.members.some(({ user }) => user.id === asker.subject);
  const roles = asker.everywhere || isMember ? made.roles : [];
  return { ...made, roles, rights: rightsOf(roles) };
};
