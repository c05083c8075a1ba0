import { type Handler, handle, divisionsOperations as operations } from '@tandem/contract';
import { identityErrors } from '../identity.errors.ts';
import { filterOf, pageOf } from '../listing.ts';
import { uris } from '../wire.ts';
import type { AccessDeps } from './access.types.ts';
import { toDivisionWire, toGrantWire } from './access.wire.ts';
import { homeDivisionId } from './default-roles.ts';
import { countUsersByDivision, type DivisionRecord, listDivisions } from './divisions.store.ts';
import {
  changeDivision,
  createDivision,
  moveObjects,
  removeDivision,
  requireDivision,
  restoreDivision,
} from './divisions.usecases.ts';
import { readGrants } from './grants.operations.ts';
import { requireSubject } from './grants.usecases.ts';
import { expandPolicies } from './policies.rules.ts';

const listPath = operations.getAuthorizationDivisions.path;
/** As many as the vendor allows an organisation. */
const divisionLimit = 50;

const shownDivision = async (deps: AccessDeps, division: DivisionRecord, withCounts: boolean) => {
  if (!withCounts) return toDivisionWire(division);
  const users = (await countUsersByDivision(deps.db, division.org)).get(division.id) ?? 0;
  const wire = toDivisionWire(division, users);
  const others = (await deps.divisionObjects?.count(division.org, division.id)) ?? {};
  return { ...wire, objectCounts: { ...others, USER: users } };
};

const listHandlers = (deps: AccessDeps): Handler[] => [
  handle(operations.getAuthorizationDivisions, async ({ principal, query }) => {
    const filter = { name: query.name, ids: filterOf(query.id) };
    const divisions = await listDivisions(deps.db, principal.org, filter);
    const withCounts = query.objectCount ?? false;
    const shown = await Promise.all(
      divisions.map((division) => shownDivision(deps, division, withCounts)),
    );
    return { status: 200, body: pageOf(shown, query, listPath) };
  }),
  handle(operations.getAuthorizationDivisionsDeleted, async ({ principal, query }) => {
    const divisions = await listDivisions(deps.db, principal.org, { deleted: true });
    const shown = divisions.map((division) => toDivisionWire(division));
    return { status: 200, body: pageOf(shown, query, `${listPath}/deleted`) };
  }),
  handle(operations.getAuthorizationDivisionsQuery, async ({ principal, query }) => {
    const filter = { name: query.name, ids: filterOf(query.id) };
    const all = await listDivisions(deps.db, principal.org, filter);
    const size = Number(query.pageSize ?? 25) || 25;
    const start = query.after ? all.findIndex(({ id }) => id === query.after) + 1 : 0;
    const shown = all.slice(start, start + size);
    const path = operations.getAuthorizationDivisionsQuery.path;
    const last = shown.at(-1);
    const hasMore = last !== undefined && start + size < all.length;
    return {
      status: 200,
      body: {
        entities: shown.map((division) => toDivisionWire(division)),
        selfUri: path,
        ...(hasMore ? { nextUri: `${path}?after=${last.id}&pageSize=${size}` } : {}),
      },
    };
  }),
];

const readHandlers = (deps: AccessDeps): Handler[] => [
  handle(operations.getAuthorizationDivisionsHome, async ({ principal }) => {
    const home = await requireDivision(deps.db, principal.org, homeDivisionId(principal.org));
    return { status: 200, body: toDivisionWire(home) };
  }),
  handle(operations.getAuthorizationDivisionsLimit, async () => ({
    status: 200,
    body: divisionLimit,
  })),
  handle(operations.getAuthorizationDivision, async ({ principal, params, query }) => {
    const division = await requireDivision(deps.db, principal.org, params.divisionId);
    return { status: 200, body: await shownDivision(deps, division, query.objectCount ?? false) };
  }),
  handle(operations.getAuthorizationDivisionGrants, async ({ principal, params, query }) => {
    const { divisionId } = params;
    await requireDivision(deps.db, principal.org, divisionId);
    const grants = (await readGrants(deps, principal.org, { divisionId })).map(toGrantWire);
    return { status: 200, body: pageOf(grants, query, `${uris.division(divisionId)}/grants`) };
  }),
];

const writeHandlers = (deps: AccessDeps): Handler[] => [
  handle(operations.postAuthorizationDivisions, async ({ body, ...acting }) => {
    const live = await listDivisions(deps.db, acting.principal.org);
    if (live.length >= divisionLimit)
      throw identityErrors.invalid({
        problem: `An organisation can have ${divisionLimit} divisions.`,
      });
    return { status: 200, body: toDivisionWire(await createDivision(deps, acting, body)) };
  }),
  handle(operations.putAuthorizationDivision, async ({ params, body, ...acting }) => {
    const division = await changeDivision(deps, acting, { id: params.divisionId, request: body });
    return { status: 200, body: toDivisionWire(division) };
  }),
  handle(operations.deleteAuthorizationDivision, async ({ params, query, ...acting }) => {
    await removeDivision(deps, acting, { id: params.divisionId, force: query.force ?? false });
    return { status: 200 };
  }),
  handle(operations.postAuthorizationDivisionRestore, async ({ params, body, ...acting }) => {
    const division = await restoreDivision(deps, acting, { id: params.divisionId, request: body });
    return { status: 200, body: toDivisionWire(division) };
  }),
  handle(operations.postAuthorizationDivisionObject, async ({ params, body, ...acting }) => {
    const { divisionId: to, objectType: type } = params;
    await moveObjects(deps, acting, { to, type, ids: body });
    return { status: 200 };
  }),
];

/** Live divisions over which the subject holds the permission. */
const permittedDivisions = async (
  deps: AccessDeps,
  subject: { readonly org: string; readonly id: string },
  permission: string,
): Promise<DivisionRecord[]> => {
  const grants = await readGrants(deps, subject.org, { subject: subject.id });
  const permitted = grants.filter(
    ({ role, division }) =>
      !division.deleted && expandPolicies(role.policies, deps.permissions).has(permission),
  );
  return [...new Map(permitted.map(({ division }) => [division.id, division])).values()];
};

const permittedPage = async (
  deps: AccessDeps,
  subject: { readonly org: string; readonly id: string },
  input: {
    readonly query: { permission: string; pageSize?: number; pageNumber?: number };
    readonly path: string;
  },
) => {
  const { query, path } = input;
  const permitted = await permittedDivisions(deps, subject, query.permission);
  const all = await listDivisions(deps.db, subject.org);
  const shown = permitted.map((division) => toDivisionWire(division));
  return { ...pageOf(shown, query, path), allDivsPermitted: permitted.length === all.length };
};

const permittedHandlers = (deps: AccessDeps): Handler[] => [
  handle(operations.getAuthorizationDivisionspermittedMe, async ({ principal, query }) => {
    const { org, userId, clientId } = principal;
    const subject = { org, id: userId ?? clientId };
    const name = query.name?.toLowerCase();
    const divisions = (await permittedDivisions(deps, subject, query.permission)).filter(
      (division) => !name || division.name.toLowerCase().includes(name),
    );
    return { status: 200, body: divisions.map((division) => toDivisionWire(division)) };
  }),
  handle(operations.getAuthorizationDivisionspermittedPagedMe, async ({ principal, query }) => {
    const { org, userId, clientId } = principal;
    const { path } = operations.getAuthorizationDivisionspermittedPagedMe;
    const subject = { org, id: userId ?? clientId };
    return { status: 200, body: await permittedPage(deps, subject, { query, path }) };
  }),
  handle(
    operations.getAuthorizationDivisionspermittedPagedSubjectId,
    async ({ principal, params, query }) => {
      const subject = await requireSubject(deps.db, principal.org, params.subjectId);
      const path = `/api/v2/authorization/divisionspermitted/paged/${subject.id}`;
      return { status: 200, body: await permittedPage(deps, subject, { query, path }) };
    },
  ),
];

/** Divisions and who may do what in them. */
export const divisionHandlers = (deps: AccessDeps): readonly Handler[] => [
  ...listHandlers(deps),
  ...readHandlers(deps),
  ...writeHandlers(deps),
  ...permittedHandlers(deps),
];
