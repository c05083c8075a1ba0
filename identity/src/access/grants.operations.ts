import { type Handler, handle, authorizationOperations as operations } from '@tandem/contract';
import { identityErrors } from '../identity.errors.ts';
import { filterOf, pageOf } from '../listing.ts';
import { divisionRef, uris } from '../wire.ts';
import type { AccessDeps } from './access.types.ts';
import { type GrantWireInput, toGrantWire } from './access.wire.ts';
import { homeDivisionId } from './default-roles.ts';
import { listDivisions } from './divisions.store.ts';
import { findSubject, type GrantFilter, listGrants, type RoleInDivision } from './grants.store.ts';
import { changeGrants, requireSubject } from './grants.usecases.ts';
import { listRoles } from './roles.store.ts';
import { requireRole } from './roles.usecases.ts';

/** Grants with the roles and divisions they name. */
export const readGrants = async (
  { db }: AccessDeps,
  org: string,
  filter: GrantFilter,
): Promise<GrantWireInput[]> => {
  const [grants, roles, live, deleted] = await Promise.all([
    listGrants(db, org, filter),
    listRoles(db, org),
    listDivisions(db, org),
    listDivisions(db, org, { deleted: true }),
  ]);
  const rolesById = new Map(roles.map((role) => [role.id, role]));
  const divisionsById = new Map([...live, ...deleted].map((one) => [one.id, one]));
  return grants.flatMap((grant) => {
    const role = rolesById.get(grant.roleId);
    const division = divisionsById.get(grant.divisionId);
    return role && division ? [{ grant, role, division }] : [];
  });
};

const subjectWire = async (
  deps: AccessDeps,
  subject: { readonly org: string; readonly id: string; readonly name: string },
) => ({
  id: subject.id,
  name: subject.name,
  selfUri: uris.subject(subject.id),
  grants: (await readGrants(deps, subject.org, { subject: subject.id })).map(toGrantWire),
  version: 1,
});

const subjectHandlers = (deps: AccessDeps): Handler[] => [
  handle(operations.getAuthorizationSubjectsMe, async ({ principal }) => {
    const { org, userId, clientId } = principal;
    const subject = await requireSubject(deps.db, org, userId ?? clientId);
    return { status: 200, body: await subjectWire(deps, subject) };
  }),
  handle(operations.getAuthorizationSubject, async ({ principal, params }) => {
    const subject = await requireSubject(deps.db, principal.org, params.subjectId);
    return { status: 200, body: await subjectWire(deps, subject) };
  }),
  handle(operations.getAuthorizationSubjectsRolecounts, async ({ principal, query }) => {
    const counts: [string, { roleCount: number }][] = [];
    for (const id of filterOf(query.id) ?? []) {
      if (!(await findSubject(deps.db, principal.org, id))) continue;
      const grants = await listGrants(deps.db, principal.org, { subject: id });
      counts.push([id, { roleCount: new Set(grants.map(({ roleId }) => roleId)).size }]);
    }
    return { status: 200, body: Object.fromEntries(counts) };
  }),
];

const bulkHandlers = (deps: AccessDeps): Handler[] => [
  handle(operations.postAuthorizationSubjectBulkadd, async ({ params, body, ...acting }) => {
    const subjectIds = [params.subjectId];
    await changeGrants(deps, acting, { how: 'add', subjectIds, grants: body.grants });
    return { status: 200 };
  }),
  handle(operations.postAuthorizationSubjectBulkremove, async ({ params, body, ...acting }) => {
    const subjectIds = [params.subjectId];
    await changeGrants(deps, acting, { how: 'remove', subjectIds, grants: body.grants });
    return { status: 200 };
  }),
  handle(operations.postAuthorizationSubjectBulkreplace, async ({ params, body, ...acting }) => {
    const subjectIds = [params.subjectId];
    await changeGrants(deps, acting, { how: 'replace', subjectIds, grants: body.grants });
    return { status: 200 };
  }),
  handle(operations.postAuthorizationSubjectDivisionRole, async ({ params, ...acting }) => {
    await changeGrants(deps, acting, {
      how: 'add',
      subjectIds: [params.subjectId],
      grants: [params],
    });
    return { status: 204 };
  }),
  handle(operations.deleteAuthorizationSubjectDivisionRole, async ({ params, ...acting }) => {
    const { subjectId, roleId, divisionId } = params;
    const held = await listGrants(deps.db, acting.principal.org, {
      subject: subjectId,
      roleId,
      divisionId,
    });
    if (held.length === 0) throw identityErrors.notFound();
    await changeGrants(deps, acting, {
      how: 'remove',
      subjectIds: [subjectId],
      grants: [{ roleId, divisionId }],
    });
    return { status: 204 };
  }),
];

const holdersOf = async (deps: AccessDeps, org: string, roleId: string) => {
  await requireRole(deps.db, org, roleId);
  return readGrants(deps, org, { roleId });
};

const subjectGrantsWire = async (deps: AccessDeps, org: string, held: GrantWireInput[]) => {
  const bySubject = Map.groupBy(held, ({ grant }) => grant.subject);
  return Promise.all(
    [...bySubject].map(async ([id, grants]) => ({
      id,
      name: (await findSubject(deps.db, org, id))?.name ?? '',
      divisions: grants.map(({ division }) => divisionRef(division.id, division.name)),
      type: grants[0]?.grant.subjectType,
      selfUri: uris.subject(id),
    })),
  );
};

const holderReadHandlers = (deps: AccessDeps): Handler[] => [
  handle(operations.getAuthorizationRoleSubjectgrants, async ({ principal, params, query }) => {
    const held = await holdersOf(deps, principal.org, params.roleId);
    const shown = await subjectGrantsWire(deps, principal.org, held);
    return {
      status: 200,
      body: pageOf(shown, query, `${uris.role(params.roleId)}/subjectgrants`),
    };
  }),
  handle(operations.getAuthorizationRoleUsers, async ({ principal, params, query }) => {
    const held = await holdersOf(deps, principal.org, params.roleId);
    const users = held.filter(({ grant }) => grant.subjectType === 'PC_USER');
    const ids = [...new Set(users.map(({ grant }) => grant.subject))];
    const shown = ids.map((id) => ({ id, selfUri: uris.user(id) }));
    return { status: 200, body: pageOf(shown, query, `${uris.role(params.roleId)}/users`) };
  }),
];

const holderWriteHandlers = (deps: AccessDeps): Handler[] => [
  handle(operations.postAuthorizationRole, async ({ params, body, ...acting }) => {
    const { roleId } = params;
    const grants = body.divisionIds.map((divisionId): RoleInDivision => ({ roleId, divisionId }));
    await requireRole(deps.db, acting.principal.org, roleId);
    await changeGrants(deps, acting, { how: 'add', subjectIds: body.subjectIds, grants });
    return { status: 200 };
  }),
  handle(operations.putAuthorizationRoleUsersAdd, async ({ params, body, ...acting }) => {
    const { org } = acting.principal;
    const grants = [{ roleId: params.roleId, divisionId: homeDivisionId(org) }];
    await requireRole(deps.db, org, params.roleId);
    await changeGrants(deps, acting, { how: 'add', subjectIds: body, grants });
    return { status: 200, body };
  }),
  handle(operations.putAuthorizationRoleUsersRemove, async ({ params, body, ...acting }) => {
    const held = await holdersOf(deps, acting.principal.org, params.roleId);
    const grants = held.map(({ grant }) => grant);
    await changeGrants(deps, acting, { how: 'remove', subjectIds: body, grants });
    return { status: 200, body };
  }),
];

/** Who holds which role where. */
export const grantHandlers = (deps: AccessDeps): readonly Handler[] => [
  ...subjectHandlers(deps),
  ...bulkHandlers(deps),
  ...holderReadHandlers(deps),
  ...holderWriteHandlers(deps),
];
