import {
  type AuditQueryRequest,
  auditServiceMapping,
  type Handler,
  handle,
  auditQueryOperations as ops,
} from '@tandem/contract';
import type { Clock, Database, Ids } from '@tandem/kit';
import { identityErrors } from '../identity.errors.ts';
import { listAudit } from './audit.store.ts';
import { auditFilterOf, positionOf, toAuditMessage, toCursor } from './audit-query.rules.ts';

type AuditQueryDeps = { readonly db: Database; readonly clock: Clock; readonly ids: Ids };
type Stored = { readonly id: string; readonly request: AuditQueryRequest; readonly at: Date };

const keptMs = 24 * 3_600_000;
const defaultSize = 25;

const store = async (
  { db, clock, ids }: AuditQueryDeps,
  org: string,
  request: AuditQueryRequest,
) => {
  const query: Stored = { id: ids.uuid(), request, at: clock.now() };
  await db.query('delete from audit_query where org = $1 and created_at < $2', [
    org,
    new Date(query.at.getTime() - keptMs),
  ]);
  await db.query('insert into audit_query (org, id, request, created_at) values ($1, $2, $3, $4)', [
    ...[org, query.id, JSON.stringify(request), query.at],
  ]);
  return query;
};

const read = async ({ db }: AuditQueryDeps, org: string, id: string): Promise<Stored> => {
  const [row] = await db.query<Stored>(
    'select id, request, created_at as at from audit_query where org = $1 and id::text = $2',
    [org, id.toLowerCase()],
  );
  if (!row) throw identityErrors.notFound();
  return row;
};

/** Only what the operation knows is kept of a request. */
const cleaned = ({ interval, serviceName, filters, sort }: AuditQueryRequest) => ({
  interval,
  ...(serviceName ? { serviceName } : {}),
  ...(filters ? { filters: filters.map(({ property, value }) => ({ property, value })) } : {}),
  ...(sort ? { sort: sort.map(({ name, sortOrder }) => ({ name, sortOrder })) } : {}),
});

const toExecution = ({ id, request, at }: Stored) => ({
  id,
  state: 'Succeeded',
  startDate: at.toISOString(),
  ...request,
});

/** The audit log over the vendor's wire; a query is answered from the log when its results are fetched. */
export const auditQueryHandlers = (deps: AuditQueryDeps): readonly Handler[] => [
  handle(ops.postAuditsQuery, async ({ principal, body }) => {
    auditFilterOf(body);
    return { status: 202, body: toExecution(await store(deps, principal.org, cleaned(body))) };
  }),
  ...[ops.getAuditsQueryServicemapping, ops.getAuditsQueryRealtimeServicemapping].map((operation) =>
    handle(operation, async () => ({ status: 200, body: auditServiceMapping() })),
  ),
  handle(ops.getAuditsQueryTransactionId, async ({ principal, params }) => ({
    status: 200,
    body: toExecution(await read(deps, principal.org, params.transactionId)),
  })),
  handle(ops.getAuditsQueryTransactionIdResults, async ({ principal, params, query }) => {
    const { org } = principal;
    const { id, request, at } = await read(deps, org, params.transactionId);
    const limit = query.pageSize ?? defaultSize;
    const filter = auditFilterOf(request);
    // What happened after the query was asked, or came to the log later, is not among its results; and a page begins
    // after the last entry of the one before, so that what is removed meanwhile moves nothing either.
    const to = filter.to && Date.parse(filter.to) < at.getTime() ? filter.to : at.toISOString();
    const window = { to, storedBy: at, after: positionOf(query.cursor), limit, offset: 0 };
    const { rows, total } = await listAudit(deps.db, org, { ...filter, ...window });
    const last = rows.at(-1);
    return {
      status: 200,
      body: {
        id,
        pageSize: limit,
        ...(last && rows.length < total ? { cursor: toCursor(last) } : {}),
        entities: rows.map((row) => toAuditMessage(org, row)),
      },
    };
  }),
  handle(ops.postAuditsQueryRealtime, async ({ principal, body }) => {
    const { org } = principal;
    const { pageNumber = 1, pageSize = defaultSize, ...request } = body;
    const page = { limit: pageSize, offset: (pageNumber - 1) * pageSize };
    const { rows, total } = await listAudit(deps.db, org, { ...auditFilterOf(request), ...page });
    return {
      status: 200,
      body: {
        ...{ pageSize, pageNumber, total, pageCount: Math.ceil(total / pageSize) },
        entities: rows.map((row) => toAuditMessage(org, row)),
      },
    };
  }),
];
