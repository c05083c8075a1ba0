import type { Queryable } from '@tandem/kit';
import {
  type Acting,
  addGrants,
  changeGrants,
  defaultRoleIdIn,
  employeeKey,
  findDivision,
  homeDivisionId,
  keepingAnAdmin,
  requireHeldBySubject,
} from '../access/index.ts';
import { forgetAttempts, ownPasswordCounters, takeAttempt } from '../attempts/index.ts';
import { type AuditEntry, actorOf } from '../audit/index.ts';
import { identityErrors } from '../identity.errors.ts';
import { deleteOtherSignIns, deleteUserTokens } from '../tokens/index.ts';
import { checkedEmail, checkedPassword, checkedUserName, mergeProfile } from './users.rules.ts';
import {
  findPasswordHash,
  findUser,
  insertUser,
  isEmailTaken,
  setPasswordHash,
  type UserRecord,
  type UserState,
  updateUser,
} from './users.store.ts';
import type { UserDeps } from './users.types.ts';

/** A user that was not deleted. @throws identityErrors.notFound */
export const requireUser = async (db: Queryable, org: string, id: string): Promise<UserRecord> => {
  const user = await findUser(db, org, id);
  if (!user || user.state === 'deleted') throw identityErrors.notFound();
  return user;
};

const audited = (
  deps: UserDeps,
  tx: Queryable,
  entry: Acting &
    Pick<AuditEntry, 'action' | 'changes'> & {
      readonly user: Pick<UserRecord, 'org' | 'id' | 'name'>;
    },
) =>
  deps.audit(tx, {
    org: entry.user.org,
    actor: actorOf(entry.principal),
    action: entry.action,
    entity: { type: 'user', id: entry.user.id, name: entry.user.name },
    changes: entry.changes ?? {},
    correlationId: entry.correlationId,
  });

export type NewUserRequest = {
  readonly name: string;
  readonly email: string;
  readonly divisionId: string;
  readonly password?: string;
  readonly state?: UserState;
} & Readonly<Record<string, unknown>>;

/**
 * Adds a user with the role that everybody has.
 * @throws identityErrors.emailTaken, notFound for the division, invalid
 */
export async function createUser(
  deps: UserDeps,
  acting: Acting,
  request: NewUserRequest,
): Promise<UserRecord> {
  const { org } = acting.principal;
  const { password } = request;
  const user = {
    id: deps.ids.uuid(),
    org,
    name: checkedUserName(request.name),
    email: checkedEmail(request.email),
    state: request.state ?? 'active',
    division: request.divisionId,
    profile: mergeProfile({}, request),
    passwordHash: password ? await deps.passwords.hash(checkedPassword(password)) : null,
  } as const;
  const at = deps.clock.now();
  await deps.changes.applyAs(acting.principal, async (tx) => {
    const division = await findDivision(tx, org, user.division);
    if (!division || division.deleted) throw identityErrors.notFound();
    if (!(await insertUser(tx, user, at))) throw identityErrors.emailTaken({ email: user.email });
    const roleId = defaultRoleIdIn(org, employeeKey);
    const grants = [{ roleId, divisionId: homeDivisionId(org) }];
    await addGrants(tx, { org, id: user.id, type: 'PC_USER', name: user.name }, { grants, at });
    await audited(deps, tx, { ...acting, action: 'create', user });
  });
  return requireUser(deps.db, org, user.id);
}

/**
 * Whoever sets how a user signs in, or whether, could act as the user or lock him out: so the user may hold nothing
 * that the principal does not. @throws identityErrors.moreThanYours
 */
const requireAuthority = (
  { permissions }: UserDeps,
  tx: Queryable,
  { principal, id }: Pick<Acting, 'principal'> & { readonly id: string },
): Promise<void> => requireHeldBySubject(tx, { principal, permissions }, id);

export type UserChange = {
  readonly version: number;
  readonly name?: string;
  readonly email?: string;
  readonly state?: UserState;
} & Readonly<Record<string, unknown>>;

const merged = (old: UserRecord, request: UserChange): UserRecord => ({
  ...old,
  name: request.name === undefined ? old.name : checkedUserName(request.name),
  email: request.email === undefined ? old.email : checkedEmail(request.email),
  state: request.state ?? old.state,
  profile: mergeProfile(old.profile, request),
});

const differences = (old: UserRecord, user: UserRecord): NonNullable<AuditEntry['changes']> =>
  Object.fromEntries(
    (['name', 'email', 'state'] as const)
      .filter((field) => old[field] !== user[field])
      .map((field) => [field, { from: old[field], to: user[field] }]),
  );

const save = async (
  deps: UserDeps,
  tx: Queryable,
  input: { readonly old: UserRecord; readonly user: UserRecord },
): Promise<void> => {
  const { old, user } = input;
  if (user.state !== 'deleted' && (await isEmailTaken(tx, user)))
    throw identityErrors.emailTaken({ email: user.email });
  if ((await updateUser(tx, user, deps.clock.now())) === null)
    throw identityErrors.versionConflict({
      given: String(user.version),
      current: String(old.version),
    });
  if (user.state !== 'active') await deleteUserTokens(tx, user.org, user.id);
};

/**
 * Changes what the request names, if the user is still at the request's version.
 * @throws identityErrors.notFound, versionConflict, emailTaken, moreThanYours, lastAdmin, invalid
 */
export async function changeUser(
  deps: UserDeps,
  acting: Acting,
  input: { readonly id: string; readonly request: UserChange },
): Promise<UserRecord> {
  const { org } = acting.principal;
  const { id, request } = input;
  await deps.changes.applyAs(acting.principal, (tx, principal) =>
    keepingAnAdmin(tx, org, async () => {
      const old = await requireUser(tx, org, id);
      const user = { ...merged(old, request), version: request.version };
      if (user.email !== old.email || user.state !== old.state)
        await requireAuthority(deps, tx, { principal, id });
      await save(deps, tx, { old, user });
      await audited(deps, tx, {
        ...acting,
        action: user.state === 'deleted' ? 'delete' : 'update',
        user,
        changes: differences(old, user),
      });
    }),
  );
  return (await findUser(deps.db, org, id)) ?? requireUser(deps.db, org, id);
}

/** @throws identityErrors.notFound, moreThanYours, lastAdmin */
export async function removeUser(deps: UserDeps, acting: Acting, id: string): Promise<void> {
  const { version } = await requireUser(deps.db, acting.principal.org, id);
  await changeUser(deps, acting, { id, request: { version, state: 'deleted' } });
}

/** Gives a user exactly these roles, in the home division. @throws identityErrors.notFound, moreThanYours, lastAdmin */
export async function setUserRoles(
  deps: UserDeps,
  acting: Acting,
  input: { readonly id: string; readonly roleIds: readonly string[] },
): Promise<void> {
  const { org } = acting.principal;
  await requireUser(deps.db, org, input.id);
  const divisionId = homeDivisionId(org);
  const grants = input.roleIds.map((roleId) => ({ roleId, divisionId }));
  await changeGrants(deps, acting, { how: 'replace', subjectIds: [input.id], grants });
}

const storePassword = async (
  deps: UserDeps,
  acting: Acting,
  input: { readonly user: UserRecord; readonly hash: string; readonly by: 'admin' | 'self' },
): Promise<void> => {
  const { user, hash, by } = input;
  const { org, id: userId } = user;
  await deps.changes.applyAs(acting.principal, async (tx, principal) => {
    if (by === 'admin') await requireAuthority(deps, tx, { principal, id: userId });
    await setPasswordHash(tx, user, hash);
    // Whoever knew the old password is signed out.
    if (by === 'admin') await deleteUserTokens(tx, org, userId);
    else {
      await deleteOtherSignIns(tx, { org, userId }, acting.principal.tokenId);
      await forgetAttempts(tx, ownPasswordCounters({ org, userId }));
    }
    await audited(deps, tx, { ...acting, action: 'password', user });
  });
};

/** An administrator gives a user a new password; all sign-ins of the user end. @throws identityErrors.notFound, moreThanYours, invalid */
export async function setPassword(
  deps: UserDeps,
  acting: Acting,
  input: { readonly id: string; readonly newPassword: string },
): Promise<void> {
  const user = await requireUser(deps.db, acting.principal.org, input.id);
  const hash = await deps.passwords.hash(checkedPassword(input.newPassword));
  await storePassword(deps, acting, { user, hash, by: 'admin' });
}

/** Counts an attempt to show the own password. @throws identityErrors.tooManyAttempts with Retry-After */
const countAttempt = async (
  { db, clock }: UserDeps,
  user: { readonly org: string; readonly userId: string },
): Promise<void> => {
  const now = clock.now();
  const until = await takeAttempt(db, ownPasswordCounters(user), now);
  if (!until) return;
  const seconds = String(Math.ceil((until.getTime() - now.getTime()) / 1_000));
  throw identityErrors.tooManyAttempts({ seconds }, { headers: { 'retry-after': seconds } });
};

/**
 * Users change their own password by showing the old one; they stay signed in here alone.
 * @throws identityErrors.wrongPassword, tooManyAttempts, noUser, invalid
 */
export async function changeOwnPassword(
  deps: UserDeps,
  acting: Acting,
  input: { readonly oldPassword: string; readonly newPassword: string },
): Promise<void> {
  const { org, userId } = acting.principal;
  if (!userId) throw identityErrors.noUser();
  const user = await requireUser(deps.db, org, userId);
  checkedPassword(input.newPassword);
  await countAttempt(deps, { org, userId });
  const stored = await findPasswordHash(deps.db, user);
  if (!(await deps.passwords.verify(input.oldPassword, stored)))
    throw identityErrors.wrongPassword();
  const hash = await deps.passwords.hash(checkedPassword(input.newPassword));
  await storePassword(deps, acting, { user, hash, by: 'self' });
}
