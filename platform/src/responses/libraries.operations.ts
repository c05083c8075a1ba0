import {
  type Handler,
  handle,
  type Library,
  responsesOperations as ops,
  type QueryCriteriaItem,
} from '@tandem/contract';
import { divisionsOf, divisionWire } from '../routing/index.ts';
import { namePattern, type PageRequest, pageOf, toListing } from '../users/index.ts';
import { conditionSql, parameters } from './criteria.rules.ts';
import {
  findLibraries,
  type LibraryRecord,
  type LibraryWhere,
  listLibraries,
} from './libraries.store.ts';
import {
  createLibrary,
  libraryOr404,
  removeLibrary,
  replaceLibrary,
} from './libraries.usecases.ts';
import type { ResponsesDeps } from './responses.deps.ts';
import { responsesErrors } from './responses.errors.ts';

export const libraryUri = (id: string): string => `/api/v2/responsemanagement/libraries/${id}`;

export const creatorWire = (id: string | null) =>
  id ? { createdBy: { id, version: 1, selfUri: `/api/v2/users/${id}` } } : {};

const toWire = async (
  { directory }: ResponsesDeps,
  org: string,
  rows: readonly LibraryRecord[],
): Promise<Library[]> => {
  const division = await divisionsOf(
    directory,
    org,
    rows.map((row) => row.division),
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    version: row.version,
    division: divisionWire(division(row.division)),
    ...(row.responseType ? { responseType: row.responseType as never } : {}),
    ...creatorWire(row.createdBy),
    dateCreated: row.createdAt.toISOString(),
    selfUri: libraryUri(row.id),
  }));
};

const one = async (deps: ResponsesDeps, row: LibraryRecord) =>
  (await toWire(deps, row.org, [row]))[0] as Library;

const wherePrefix = (org: string, prefix: string | undefined): LibraryWhere => ({
  sql: '($2::text is null or lower(l.name) like $2)',
  values: [org, prefix ? namePattern(`${prefix}*`) : null],
});

const columnOf: Readonly<Record<QueryCriteriaItem['key'], string>> = {
  Name: 'l.name',
  DivisionId: 'l.division::text',
  Id: 'l.id::text',
  CreatedBy: 'l.created_by::text',
};

type Group = {
  readonly and?: readonly QueryCriteriaItem[];
  readonly or?: readonly QueryCriteriaItem[];
  readonly not?: readonly QueryCriteriaItem[];
  readonly criteria?: QueryCriteriaItem;
};

/** Groups hold together; within a group all of `and`, one of `or`, none of `not`, and `criteria`. */
const whereGroups = (org: string, groups: readonly Group[]): LibraryWhere => {
  const { values, bind } = parameters([org]);
  const test = ({ key, operator, value = '' }: QueryCriteriaItem) =>
    conditionSql(
      { name: key, operator, values: operator === 'IN' ? value.split(',') : [value] },
      (of) => `coalesce(${of(columnOf[key])}, false)`,
      bind,
    );
  const all = groups.flatMap(({ and = [], or = [], not = [], criteria }) => [
    ...[...and, ...(criteria ? [criteria] : [])].map(test),
    ...(or.length > 0 ? [`(${or.map(test).join(' or ')})`] : []),
    ...not.map((item) => `not (${test(item)})`),
  ]);
  return { sql: all.length > 0 ? all.join(' and ') : 'true', values };
};

const page = async (
  deps: ResponsesDeps,
  where: LibraryWhere,
  { org, path, query }: { org: string; path: string; query: PageRequest },
) => {
  const { total, rows } = await listLibraries(deps.db, where, pageOf(query));
  return toListing({ path, query: { ...query }, total, entities: await toWire(deps, org, rows) });
};

/** WhatsApp approves templates; nothing here does. */
const refuseTemplateFilter = (filter: string | undefined): void => {
  if (filter !== undefined)
    throw responsesErrors.notOffered({
      field: 'messagingTemplateFilter',
      reason: 'No channel here approves templates.',
    });
};

const readHandlers = (deps: ResponsesDeps): Handler[] => [
  handle(ops.getResponsemanagementLibraries, async ({ principal: { org }, query }) => {
    refuseTemplateFilter(query.messagingTemplateFilter);
    const { path } = ops.getResponsemanagementLibraries;
    const where = wherePrefix(org, query.libraryPrefix);
    return { status: 200, body: await page(deps, where, { org, path, query }) };
  }),
  handle(ops.postResponsemanagementLibrariesQuery, async ({ principal: { org }, query, body }) => {
    const { path } = ops.postResponsemanagementLibrariesQuery;
    const where = whereGroups(org, body.query);
    return { status: 200, body: await page(deps, where, { org, path, query }) };
  }),
  handle(ops.postResponsemanagementLibrariesBulk, async ({ principal: { org }, body }) => {
    const { path } = ops.postResponsemanagementLibrariesBulk;
    const entities = await toWire(deps, org, await findLibraries(deps.db, org, body.libraryIds));
    const query = { pageSize: Math.max(1, entities.length) };
    return { status: 200, body: toListing({ path, query, total: entities.length, entities }) };
  }),
  handle(ops.getResponsemanagementLibrary, async ({ principal: { org }, params }) => ({
    status: 200,
    body: await one(deps, await libraryOr404(deps.db, org, params.libraryId)),
  })),
];

/** Libraries of canned responses. */
export const libraryHandlers = (deps: ResponsesDeps): Handler[] => [
  ...readHandlers(deps),
  handle(ops.postResponsemanagementLibraries, async (call) => ({
    status: 200,
    body: await one(deps, await createLibrary(deps, call, call.body)),
  })),
  handle(ops.putResponsemanagementLibrary, async (call) => ({
    status: 200,
    body: await one(
      deps,
      await replaceLibrary(deps, call, { id: call.params.libraryId, request: call.body }),
    ),
  })),
  handle(ops.deleteResponsemanagementLibrary, async (call) => {
    await removeLibrary(deps, call, call.params.libraryId);
    return { status: 204 };
  }),
];
