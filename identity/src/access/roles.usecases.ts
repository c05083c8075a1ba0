import type { Principal } from '@tandem/contract';
import type { Transaction } from '@tandem/kit';
import { actorOf } from '../audit/index.ts';
import { identityErrors } from '../identity.errors.ts';
import type { AccessDeps, Acting } from './access.types.ts';
import { permissionsChanged, requireHeld } from './authority.rules.ts';
import { defaultRoleIdIn, defaultRoles, masterAdminKey } from './default-roles.ts';
import { normalisePolicies, type Policy, toPolicies } from './policies.rules.ts';
import {
  deleteRole,
  findRole,
  findRoles,
  insertRole,
  type RoleRecord,
  resetDefaultRoles,
  updateRole,
} from './roles.store.ts';

export type RoleRequest = {
  readonly name?: string;
  readonly description?: string;
  readonly permissions?: readonly string[];
  readonly permissionPolicies?: readonly {
    readonly domain?: string;
    readonly entityName?: string;
    readonly actionSet?: readonly string[];
  }[];
};

const maxNameLength = 256;

const checkedName = (name: string | undefined): string => {
  const trimmed = name?.trim() ?? '';
  if (!trimmed || trimmed.length > maxNameLength)
    throw identityErrors.invalid({ problem: 'name must have 1 to 256 characters.' });
  return trimmed;
};

/** Policies of a request, or undefined when it has none. @throws identityErrors.invalid */
export const policiesOf = (request: RoleRequest): Policy[] | undefined => {
  if (!request.permissionPolicies && !request.permissions) return undefined;
  const written = (request.permissionPolicies ?? []).map(
    ({ domain, entityName, actionSet }): Policy => {
      if (!domain || !entityName || !actionSet || actionSet.length === 0)
        throw identityErrors.invalid({
          problem: 'Each of permissionPolicies needs domain, entityName and actionSet.',
        });
      return { domain, entityName, actionSet };
    },
  );
  return [...written, ...toPolicies(request.permissions ?? [])];
};

/** @throws identityErrors.notFound */
export const requireRole = async (
  db: Parameters<typeof findRole>[0],
  org: string,
  id: string,
): Promise<RoleRecord> => {
  const role = await findRole(db, org, id);
  if (!role) throw identityErrors.notFound();
  return role;
};

const auditRole = (
  deps: AccessDeps,
  tx: Transaction,
  entry: Acting & { readonly action: string; readonly role: RoleRecord; readonly old?: RoleRecord },
) => {
  const { principal, correlationId, action, role, old } = entry;
  const changes =
    old && action === 'update'
      ? {
          policies: { from: old.policies, to: role.policies },
          name: { from: old.name, to: role.name },
        }
      : {};
  return deps.audit(tx, {
    org: role.org,
    actor: actorOf(principal),
    action,
    entity: { type: 'role', id: role.id, name: role.name },
    changes,
    correlationId,
  });
};

/** What a role would allow more or less than before must be the principal's own. @throws identityErrors.moreThanYours */
const requireAuthority = (
  { permissions }: AccessDeps,
  principal: Principal,
  change: { readonly from?: readonly Policy[]; readonly to?: readonly Policy[] },
): void =>
  requireHeld(
    principal,
    permissionsChanged({ from: change.from ?? [], to: change.to ?? [] }, permissions),
  );

/** @throws identityErrors.nameTaken, moreThanYours, invalid */
export async function createRole(
  deps: AccessDeps,
  acting: Acting,
  request: RoleRequest,
): Promise<RoleRecord> {
  const { org } = acting.principal;
  const role: RoleRecord = {
    id: deps.ids.uuid(),
    org,
    name: checkedName(request.name),
    description: request.description ?? '',
    defaultRoleId: null,
    policies: policiesOf(request) ?? [],
  };
  await deps.changes.applyAs(acting.principal, async (tx, principal) => {
    requireAuthority(deps, principal, { to: role.policies });
    if (!(await insertRole(tx, role, deps.clock.now())))
      throw identityErrors.nameTaken({ entity: 'role', name: role.name });
    await auditRole(deps, tx, { ...acting, action: 'create', role });
  });
  return requireRole(deps.db, org, role.id);
}

/**
 * Changes what the request names; the rest stays. Default roles keep their name, Master Admin all it has.
 * @throws identityErrors.notFound, nameTaken, defaultRole, moreThanYours, invalid
 */
export async function changeRole(
  deps: AccessDeps,
  acting: Acting,
  input: { readonly id: string; readonly request: RoleRequest },
): Promise<RoleRecord> {
  const { org } = acting.principal;
  const { id, request } = input;
  await deps.changes.applyAs(acting.principal, async (tx, principal) => {
    const old = await requireRole(tx, org, id);
    const role = {
      ...old,
      name: request.name === undefined ? old.name : checkedName(request.name),
      description: request.description ?? old.description,
      policies: policiesOf(request) ?? old.policies,
    };
    const isFixed = old.defaultRoleId !== null && role.name !== old.name;
    if (isFixed || old.defaultRoleId === masterAdminKey)
      throw identityErrors.defaultRole({ name: old.name });
    requireAuthority(deps, principal, { from: old.policies, to: role.policies });
    if (!(await updateRole(tx, role, deps.clock.now())))
      throw identityErrors.nameTaken({ entity: 'role', name: role.name });
    await auditRole(deps, tx, { ...acting, action: 'update', role, old });
  });
  return requireRole(deps.db, org, id);
}

/** @throws identityErrors.notFound, defaultRole, moreThanYours */
export async function removeRole(deps: AccessDeps, acting: Acting, id: string): Promise<void> {
  const { org } = acting.principal;
  await deps.changes.applyAs(acting.principal, async (tx, principal) => {
    const role = await requireRole(tx, org, id);
    if (role.defaultRoleId !== null) throw identityErrors.defaultRole({ name: role.name });
    requireAuthority(deps, principal, { from: role.policies });
    await deleteRole(tx, org, id);
    await auditRole(deps, tx, { ...acting, action: 'delete', role });
  });
}

/** What restoring would change in the default roles must be the principal's own. @throws identityErrors.moreThanYours */
const requireRestorable = async (
  tx: Transaction,
  deps: AccessDeps,
  restoring: { readonly principal: Principal; readonly keys: readonly string[] },
): Promise<void> => {
  const { principal, keys } = restoring;
  const { org } = principal;
  const ids = keys.map((key) => defaultRoleIdIn(org, key));
  const present = new Map((await findRoles(tx, org, ids)).map((role) => [role.id, role]));
  for (const { key, policies } of defaultRoles.filter((role) => keys.includes(role.key)))
    requireAuthority(deps, principal, {
      from: present.get(defaultRoleIdIn(org, key))?.policies ?? [],
      to: normalisePolicies(policies),
    });
};

/**
 * Gives the default roles (all, or those with the keys) their first name and policies back.
 * @throws identityErrors.moreThanYours
 */
export async function restoreDefaultRoles(
  deps: AccessDeps,
  acting: Acting,
  keys: readonly string[] = defaultRoles.map(({ key }) => key),
): Promise<void> {
  const { correlationId } = acting;
  const { org } = acting.principal;
  await deps.changes.applyAs(acting.principal, async (tx, principal) => {
    await requireRestorable(tx, deps, { principal, keys });
    await resetDefaultRoles(tx, { org, keys }, deps.clock.now());
    await deps.audit(tx, {
      org,
      actor: actorOf(principal),
      action: 'restore',
      entity: { type: 'role', name: keys.join(', ') },
      correlationId,
    });
  });
}
