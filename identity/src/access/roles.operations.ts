import { type Handler, handle, authorizationOperations as operations } from '@tandem/contract';
import { actorOf } from '../audit/index.ts';
import { identityErrors } from '../identity.errors.ts';
import { filterOf, pageOf } from '../listing.ts';
import { findOrganisation, saveOrganisationSettings } from '../organisations/index.ts';
import type { AccessDeps, Acting } from './access.types.ts';
import { toPolicyWire, toRoleWire } from './access.wire.ts';
import { defaultRoleIdIn, defaultRoles } from './default-roles.ts';
import { comparePolicies, expandPolicies, normalisePolicies } from './policies.rules.ts';
import { countRoleUsers, listRoles, type RoleRecord } from './roles.store.ts';
import {
  changeRole,
  createRole,
  policiesOf,
  removeRole,
  requireRole,
  restoreDefaultRoles,
} from './roles.usecases.ts';

const rolesPath = operations.getAuthorizationRoles.path;

const shownRole = ({ permissions }: AccessDeps, role: RoleRecord, userCount?: number) =>
  toRoleWire({ role, catalogue: permissions, userCount });

const restored = async (deps: AccessDeps, acting: Acting, keys?: readonly string[]) => {
  await restoreDefaultRoles(deps, acting, keys);
  const { org } = acting.principal;
  const defaultRoleIds = keys ?? defaultRoles.map(({ key }) => key);
  const roles = await listRoles(deps.db, org, { defaultRoleIds });
  return pageOf(
    roles.map((role) => shownRole(deps, role)),
    {},
    rolesPath,
  );
};

const readHandlers = (deps: AccessDeps): Handler[] => [
  handle(operations.getAuthorizationRoles, async ({ principal, query }) => {
    const { org } = principal;
    const filter = {
      name: query.name,
      ids: filterOf(query.id),
      defaultRoleIds: filterOf(query.defaultRoleId),
    };
    const counts = query.userCount === false ? null : await countRoleUsers(deps.db, org);
    const wanted = filterOf(query.permission) ?? [];
    const roles = (await listRoles(deps.db, org, filter)).filter(({ policies }) => {
      const held = expandPolicies(policies, deps.permissions);
      return wanted.every((permission) => held.has(permission));
    });
    const shown = roles.map((role) =>
      shownRole(deps, role, counts ? (counts.get(role.id) ?? 0) : undefined),
    );
    return { status: 200, body: pageOf(shown, query, rolesPath) };
  }),
  handle(operations.getAuthorizationRole, async ({ principal, params, query }) => {
    const { org } = principal;
    const role = await requireRole(deps.db, org, params.roleId);
    const counts = query.userCount === false ? null : await countRoleUsers(deps.db, org);
    return {
      status: 200,
      body: shownRole(deps, role, counts ? (counts.get(role.id) ?? 0) : undefined),
    };
  }),
];

const writeHandlers = (deps: AccessDeps): Handler[] => [
  handle(operations.postAuthorizationRoles, async ({ body, ...acting }) => ({
    status: 200,
    body: shownRole(deps, await createRole(deps, acting, body)),
  })),
  handle(operations.putAuthorizationRole, async ({ params, body, ...acting }) => {
    // The whole role is replaced: what the request leaves out is empty afterwards.
    const request = { description: '', permissionPolicies: [], ...body };
    const role = await changeRole(deps, acting, { id: params.roleId, request });
    return { status: 200, body: shownRole(deps, role) };
  }),
  handle(operations.patchAuthorizationRole, async ({ params, body, ...acting }) => {
    const role = await changeRole(deps, acting, { id: params.roleId, request: body });
    return { status: 200, body: shownRole(deps, role) };
  }),
  handle(operations.deleteAuthorizationRole, async ({ params, ...acting }) => {
    await removeRole(deps, acting, params.roleId);
    return { status: 204 };
  }),
  handle(operations.postAuthorizationRolesDefault, async (call) => ({
    status: 200,
    body: await restored(deps, call),
  })),
  handle(operations.putAuthorizationRolesDefault, async ({ body, ...acting }) => {
    const { org } = acting.principal;
    const keys = defaultRoles
      .map(({ key }) => key)
      .filter((key) =>
        body.some(
          ({ id, defaultRoleId }) => id === defaultRoleIdIn(org, key) || defaultRoleId === key,
        ),
      );
    if (keys.length === 0) throw identityErrors.notFound();
    return { status: 200, body: await restored(deps, acting, keys) };
  }),
];

/** The role as it is beside a default role as it was shipped. */
const compared = async (deps: AccessDeps, left: RoleRecord, rightId: string) => {
  const right = await requireRole(deps.db, left.org, rightId);
  const shipped = defaultRoles.find(({ key }) => key === right.defaultRoleId);
  if (!shipped)
    throw identityErrors.invalid({ problem: `The role ${right.name} is no default role.` });
  const original = { ...right, policies: normalisePolicies(shipped.policies) };
  const { added, removed, same } = comparePolicies(left.policies, original.policies);
  return {
    status: 200,
    body: {
      addedPermissionPolicies: added.map(toPolicyWire),
      removedPermissionPolicies: removed.map(toPolicyWire),
      samePermissionPolicies: same.map(toPolicyWire),
      userOrgRole: shownRole(deps, left),
      roleFromDefault: shownRole(deps, original),
    },
  };
};

const compareHandlers = (deps: AccessDeps): Handler[] => [
  handle(
    operations.getAuthorizationRoleComparedefaultRightRoleId,
    async ({ principal, params }) => {
      const left = await requireRole(deps.db, principal.org, params.leftRoleId);
      return compared(deps, left, params.rightRoleId);
    },
  ),
  handle(
    operations.postAuthorizationRoleComparedefaultRightRoleId,
    async ({ principal, params, body }) => {
      const saved = await requireRole(deps.db, principal.org, params.leftRoleId);
      const policies = policiesOf(body) ?? saved.policies;
      return compared(deps, { ...saved, policies }, params.rightRoleId);
    },
  ),
];

const settingsWire = (grantDivisionAware: boolean) => ({
  authorizationGrantDivisionAware: grantDivisionAware,
  backfillEnabled: false,
  selfUri: operations.getAuthorizationRolesSettings.path,
});

const settingsHandlers = (deps: AccessDeps): Handler[] => [
  handle(operations.getAuthorizationRolesSettings, async ({ principal }) => {
    const organisation = await findOrganisation(deps.db, principal.org);
    const { roleSettings } = organisation?.settings ?? {};
    return { status: 200, body: settingsWire(roleSettings?.grantDivisionAware ?? false) };
  }),
  handle(operations.putAuthorizationRolesSettings, async ({ principal, body, correlationId }) => {
    const { org } = principal;
    const grantDivisionAware = body.authorizationGrantDivisionAware ?? false;
    await deps.changes.applyAs(principal, async (tx) => {
      await saveOrganisationSettings(tx, org, { roleSettings: { grantDivisionAware } });
      await deps.audit(tx, {
        org,
        actor: actorOf(principal),
        action: 'update',
        entity: { type: 'roleSettings' },
        changes: { grantDivisionAware: { to: grantDivisionAware } },
        correlationId,
      });
    });
    return { status: 200, body: settingsWire(grantDivisionAware) };
  }),
];

type Shown = { domain: string; entityType: string; action: string; label: string };

const permissionCollections = (catalogue: readonly string[], search: string | undefined) => {
  const domains = new Map<string, Record<string, Shown[]>>();
  for (const permission of catalogue) {
    if (search && !permission.toLowerCase().includes(search.toLowerCase())) continue;
    const [domain = '', entityType = '', action = ''] = permission.split(':');
    const entities = domains.get(domain) ?? {};
    domains.set(domain, entities);
    entities[entityType] ??= [];
    entities[entityType].push({ domain, entityType, action, label: permission });
  }
  return [...domains].map(([domain, permissionMap]) => ({
    id: domain,
    name: domain,
    domain,
    permissionMap: Object.fromEntries(
      Object.entries(permissionMap).map(([entity, list]) => [
        entity,
        list.map((one) => ({ ...one, allowsConditions: false, divisionAware: false })),
      ]),
    ),
  }));
};

const catalogueHandlers = ({ permissions }: AccessDeps): Handler[] => [
  handle(operations.getAuthorizationPermissions, async ({ query }) => ({
    status: 200,
    body: pageOf(
      permissionCollections(permissions, query.query),
      query,
      operations.getAuthorizationPermissions.path,
    ),
  })),
  // Nothing is gated by licence: one product, which everybody has.
  handle(operations.getAuthorizationProducts, async () => ({
    status: 200,
    body: { entities: [{ id: 'tandem' }], total: 1, pageSize: 1, pageNumber: 1, pageCount: 1 },
  })),
];

/** Roles, the permission catalogue and products. */
export const roleHandlers = (deps: AccessDeps): readonly Handler[] => [
  ...catalogueHandlers(deps),
  ...settingsHandlers(deps),
  ...readHandlers(deps),
  ...writeHandlers(deps),
  ...compareHandlers(deps),
];
