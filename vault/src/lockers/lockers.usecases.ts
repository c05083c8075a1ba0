import {
  type AuditChange,
  type AuditNote,
  type LockerChange,
  type LockerRequest,
  type LockerRight,
  lockerRights,
  type MemberRole,
  rightsOf,
} from '@tandem/contract';
import { isUuid, type Queryable } from '@tandem/kit';
import { type Asker, askerOf, lockerRolesOf } from '../access.ts';
import { nameOf } from '../names.rules.ts';
import { vaultErrors } from '../vault.errors.ts';
import { type Acting, actorOf, type VaultParts } from '../vault.types.ts';
import type { LockerRecord, SeenLocker } from './lockers.model.ts';
import {
  addConsumer,
  countCredentials,
  deleteLocker,
  findLocker,
  insertLocker,
  listMembers,
  lockLocker,
  removeConsumer,
  removeMember,
  saveMember,
  updateLocker,
} from './lockers.store.ts';

export type LockerDeps = Pick<VaultParts, 'db' | 'directory' | 'audit' | 'ids' | 'clock'>;

/** @throws vaultErrors.notFound also for a locker of another organisation, or one that the asker may not see. */
export const requireLocker = async (
  db: Queryable,
  asker: Asker,
  id: string,
): Promise<SeenLocker> => {
  const locker = isUuid(id) ? await findLocker(db, asker, id) : null;
  if (!locker) throw vaultErrors.notFound();
  return locker;
};

/** @throws vaultErrors.notYours */
export const requireRight = (locker: SeenLocker, asker: Asker, right: LockerRight): void => {
  if (!rightsOf(lockerRolesOf(locker, asker)).includes(right))
    throw vaultErrors.notYours({ roles: lockerRights[right].join(', ') });
};

const noteOf = (
  { principal, correlationId }: Acting,
  locker: Pick<LockerRecord, 'id' | 'name'>,
  what: { action: AuditNote['action']; changes?: Readonly<Record<string, AuditChange>> },
): AuditNote => ({
  org: principal.org,
  actor: actorOf(principal),
  correlationId,
  entity: { type: 'locker', id: locker.id, name: locker.name },
  ...what,
});

/** @throws vaultErrors.invalid when one of them is no active user of the organisation */
const requireUsers = async (
  { directory }: LockerDeps,
  org: string,
  ids: readonly string[],
): Promise<void> => {
  const known = await directory.userNames(org, ids.filter(isUuid));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw vaultErrors.invalid({ problem: `There is no active user ${unknown}.` });
};

/**
 * Makes a locker. Its owners are those who are named, else whoever makes it.
 * @throws vaultErrors.lockerNameTaken, vaultErrors.invalid when there would be no owner
 */
export async function createLocker(
  deps: LockerDeps,
  acting: Acting,
  request: LockerRequest,
): Promise<string> {
  const { org, userId } = acting.principal;
  const owners = [...new Set(request.owners ?? (userId ? [userId] : []))];
  if (owners.length === 0)
    throw vaultErrors.invalid({ problem: 'A client names the users who own the locker.' });
  await requireUsers(deps, org, owners);
  const now = deps.clock.now();
  const locker: LockerRecord = {
    id: deps.ids.uuid(),
    org,
    name: nameOf(request.name),
    description: request.description ?? '',
    createdAt: now,
    modifiedAt: now,
  };
  await deps.db.transaction(async (tx) => {
    if (!(await insertLocker(tx, locker))) throw vaultErrors.lockerNameTaken({ name: locker.name });
    for (const id of owners) await saveMember(tx, locker, { userId: id, role: 'owner' });
    const changes = { name: { to: locker.name }, owners: { to: owners } };
    await deps.audit(tx, noteOf(acting, locker, { action: 'create', changes }));
  });
  return locker.id;
}

type Change = {
  readonly id: string;
  readonly right: LockerRight;
  /** What is done; answers the entry for the audit log, or null when it was so already. */
  readonly apply: (
    tx: Queryable,
    locker: SeenLocker,
  ) => Promise<{
    action: AuditNote['action'];
    changes?: Readonly<Record<string, AuditChange>>;
  } | null>;
};

/** One change of one locker, by somebody who may, with its audit entry: both or neither. */
const changeLocker = async (deps: LockerDeps, acting: Acting, change: Change): Promise<void> => {
  const asker = await askerOf(deps.directory, acting.principal);
  await deps.db.transaction(async (tx) => {
    if (!isUuid(change.id) || !(await lockLocker(tx, asker.org, change.id)))
      throw vaultErrors.notFound();
    const locker = await requireLocker(tx, asker, change.id);
    requireRight(locker, asker, change.right);
    const done = await change.apply(tx, locker);
    if (done) await deps.audit(tx, noteOf(acting, locker, done));
  });
};

/** @throws vaultErrors.notFound, notYours, lockerNameTaken */
export const editLocker = (
  deps: LockerDeps,
  acting: Acting,
  { id, request }: { readonly id: string; readonly request: LockerChange },
): Promise<void> =>
  changeLocker(deps, acting, {
    id,
    right: 'editLocker',
    async apply(tx, before) {
      const name = nameOf(request.name);
      const description = request.description ?? before.description;
      const modifiedAt = deps.clock.now();
      if (!(await updateLocker(tx, { ...before, name, description, modifiedAt })))
        throw vaultErrors.lockerNameTaken({ name });
      const changes = {
        ...(name === before.name ? {} : { name: { from: before.name, to: name } }),
        ...(description === before.description
          ? {}
          : { description: { from: before.description, to: description } }),
      };
      return Object.keys(changes).length > 0 ? { action: 'update', changes } : null;
    },
  });

/** @throws vaultErrors.notFound, notYours, lockerInUse */
export const removeLocker = (deps: LockerDeps, acting: Acting, id: string): Promise<void> =>
  changeLocker(deps, acting, {
    id,
    right: 'deleteLocker',
    async apply(tx, { org }) {
      const count = await countCredentials(tx, org, id);
      if (count > 0) throw vaultErrors.lockerInUse({ count: String(count) });
      await deleteLocker(tx, org, id);
      return { action: 'delete' };
    },
  });

/** The last owner stays one: a locker without would be out of everybody's hands. */
const keepAnOwner = async (tx: Queryable, { org, id }: SeenLocker, leaving: string) => {
  const members = await listMembers(tx, org, id);
  const owners = members.filter(({ role }) => role === 'owner');
  if (owners.length === 1 && owners[0]?.userId === leaving) throw vaultErrors.lastOwner();
};

/** For the audit log: the name, or the id of who is deleted. */
const nameOfUser = async ({ directory }: LockerDeps, org: string, id: string): Promise<string> =>
  (await directory.subjectNames(org, [id])).get(id) ?? id;

/** Makes a user a member, or changes the role of one. @throws vaultErrors.notFound, notYours, lastOwner, invalid */
export const setMember = (
  deps: LockerDeps,
  acting: Acting,
  input: { readonly id: string; readonly userId: string; readonly role: MemberRole },
): Promise<void> =>
  changeLocker(deps, acting, {
    id: input.id,
    right: 'manageMembers',
    async apply(tx, locker) {
      const members = await listMembers(tx, locker.org, locker.id);
      const before = members.find(({ userId }) => userId === input.userId);
      if (before?.role === input.role) return null;
      await requireUsers(deps, locker.org, [input.userId]);
      if (input.role !== 'owner') await keepAnOwner(tx, locker, input.userId);
      await saveMember(tx, locker, input);
      const name = await nameOfUser(deps, locker.org, input.userId);
      const from = before ? { from: `${name} (${before.role})` } : {};
      return {
        action: 'members.add',
        changes: { members: { ...from, to: `${name} (${input.role})` } },
      };
    },
  });

/** @throws vaultErrors.notFound, notYours, lastOwner */
export const dropMember = (
  deps: LockerDeps,
  acting: Acting,
  input: { readonly id: string; readonly userId: string },
): Promise<void> =>
  changeLocker(deps, acting, {
    id: input.id,
    right: 'manageMembers',
    async apply(tx, locker) {
      await keepAnOwner(tx, locker, input.userId);
      if (!isUuid(input.userId) || !(await removeMember(tx, locker, input.userId)))
        throw vaultErrors.notFound();
      const name = await nameOfUser(deps, locker.org, input.userId);
      return { action: 'members.remove', changes: { members: { from: name } } };
    },
  });

/** @throws vaultErrors.notFound, notYours, invalid when the organisation has no such role */
export const setConsumer = (
  deps: LockerDeps,
  acting: Acting,
  input: { readonly id: string; readonly roleId: string },
): Promise<void> =>
  changeLocker(deps, acting, {
    id: input.id,
    right: 'manageConsumers',
    async apply(tx, locker) {
      const ids = [input.roleId].filter(isUuid);
      const name = (await deps.directory.roleNames(locker.org, ids)).get(input.roleId);
      if (name === undefined)
        throw vaultErrors.invalid({ problem: `There is no role ${input.roleId}.` });
      if (!(await addConsumer(tx, locker, input.roleId))) return null;
      return { action: 'consumers.add', changes: { consumers: { to: name } } };
    },
  });

/** @throws vaultErrors.notFound, notYours */
export const dropConsumer = (
  deps: LockerDeps,
  acting: Acting,
  input: { readonly id: string; readonly roleId: string },
): Promise<void> =>
  changeLocker(deps, acting, {
    id: input.id,
    right: 'manageConsumers',
    async apply(tx, locker) {
      if (!isUuid(input.roleId) || !(await removeConsumer(tx, locker, input.roleId)))
        throw vaultErrors.notFound();
      const names = await deps.directory.roleNames(locker.org, [input.roleId]);
      const from = names.get(input.roleId) ?? input.roleId;
      return { action: 'consumers.remove', changes: { consumers: { from } } };
    },
  });
