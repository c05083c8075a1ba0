import {
  type Handler,
  handle,
  responsesOperations as ops,
  type Response,
  type ResponseQueryRequest,
} from '@tandem/contract';
import { pageOf, toListing } from '../users/index.ts';
import { conditionSql, parameters } from './criteria.rules.ts';
import { creatorWire, libraryUri } from './libraries.operations.ts';
import { libraryOr404 } from './libraries.usecases.ts';
import type { ResponsesDeps } from './responses.deps.ts';
import { responsesErrors } from './responses.errors.ts';
import { listResponses, type ResponseRecord, type ResponseWhere } from './responses.store.ts';
import {
  createResponse,
  removeResponse,
  replaceResponse,
  responseOr404,
} from './responses.usecases.ts';

const expandable = 'substitutionsSchema';

/** Response as Genesys shows it; the schema of its substitutions only when it is asked for. */
const toWire = (row: ResponseRecord, expand: string | undefined): Response => {
  const { substitutionsSchema, ...doc } = row.doc;
  return {
    id: row.id,
    ...(row.name === null ? {} : { name: row.name }),
    version: row.version,
    libraries: row.libraries.map(({ id, name }) => ({ id, name, selfUri: libraryUri(id) })),
    ...doc,
    ...(expand === expandable && substitutionsSchema ? { substitutionsSchema } : {}),
    ...(row.responseType ? { responseType: row.responseType as never } : {}),
    ...(row.interactionType ? { interactionType: row.interactionType as never } : {}),
    ...creatorWire(row.createdBy),
    dateCreated: row.createdAt.toISOString(),
    selfUri: `/api/v2/responsemanagement/responses/${row.id}`,
  };
};

const inLibrary = (test: string): string =>
  `exists (select from canned_response_library x where x.response = r.id and ${test})`;

/** What a search may look at. */
const filterable: Readonly<Record<string, (test: (column: string) => string) => string>> = {
  libraryId: (test) => inLibrary(test('x.library::text')),
  name: (test) => `coalesce(${test('r.name')}, false)`,
  id: (test) => test('r.id::text'),
  createdBy: (test) => `coalesce(${test('r.created_by::text')}, false)`,
  responseType: (test) => `coalesce(${test('r.response_type')}, false)`,
  interactionType: (test) => `coalesce(${test('r.interaction_type')}, false)`,
};

const whereQuery = (org: string, request: ResponseQueryRequest): ResponseWhere => {
  const { values, bind } = parameters([org]);
  const conditions = (request.filters ?? []).map((filter) => {
    const of = filterable[filter.name];
    if (!of)
      throw responsesErrors.badFilter({
        field: filter.name,
        reason: `is none of ${Object.keys(filterable).join(', ')}`,
      });
    return conditionSql(filter, of, bind);
  });
  const words = (request.queryPhrase ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.map((word) => `strpos(r.search, ${bind(word)}) > 0`);
  return { sql: [...conditions, ...found].join(' and ') || 'true', values };
};

const readHandlers = (deps: ResponsesDeps): Handler[] => [
  handle(ops.getResponsemanagementResponses, async ({ principal: { org }, query }) => {
    const library = await libraryOr404(deps.db, org, query.libraryId);
    const where = { sql: inLibrary('x.library = $2'), values: [org, library.id] };
    const { total, rows } = await listResponses(deps.db, where, pageOf(query));
    const { path } = ops.getResponsemanagementResponses;
    const entities = rows.map((row) => toWire(row, query.expand));
    return { status: 200, body: toListing({ path, query, total, entities }) };
  }),
  handle(ops.postResponsemanagementResponsesQuery, async ({ principal: { org }, body }) => {
    const { total, rows } = await listResponses(deps.db, whereQuery(org, body), pageOf(body));
    const { path } = ops.postResponsemanagementResponsesQuery;
    const { pageSize, pageNumber } = body;
    const query = {
      ...(pageSize === undefined ? {} : { pageSize }),
      ...(pageNumber === undefined ? {} : { pageNumber }),
    };
    const entities = rows.map((row) => toWire(row, undefined));
    return { status: 200, body: { results: toListing({ path, query, total, entities }) } };
  }),
  handle(ops.getResponsemanagementResponse, async ({ principal: { org }, params, query }) => ({
    status: 200,
    body: toWire(await responseOr404(deps.db, org, params.responseId), query.expand),
  })),
];

/** Canned responses: texts that agents send, with places to be filled in. */
export const responseHandlers = (deps: ResponsesDeps): Handler[] => [
  ...readHandlers(deps),
  handle(ops.postResponsemanagementResponses, async (call) => ({
    status: 200,
    body: toWire(await createResponse(deps, call, call.body), call.query.expand),
  })),
  handle(ops.putResponsemanagementResponse, async (call) => {
    const { params, query, body } = call;
    const row = await replaceResponse(deps, call, { id: params.responseId, request: body });
    return { status: 200, body: toWire(row, query.expand) };
  }),
  handle(ops.deleteResponsemanagementResponse, async (call) => {
    await removeResponse(deps, call, call.params.responseId);
    return { status: 204 };
  }),
];
