import { type Handler, handle, oauthOperations as ops } from '@tandem/contract';
import type { Clock, Database, Ids } from '@tandem/kit';
import { type ClientRecord, findClient } from '../clients/index.ts';
import { identityErrors } from '../identity.errors.ts';
import type { UsageCounter } from './usage.counter.ts';
import { readUsageQuery, summaryQuery, toUsageRow, type UsageQuery } from './usage.rules.ts';
import { findExecution, sumUsage, writeExecution } from './usage.store.ts';

export type UsageDeps = {
  readonly db: Database;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly usage: Pick<UsageCounter, 'flush'>;
};

/** @throws identityErrors.notFound (404) */
const clientOr404 = async ({ db }: UsageDeps, org: string, id: string): Promise<ClientRecord> => {
  const client = await findClient(db, org, id);
  if (!client) throw identityErrors.notFound();
  return client;
};

/** Answers at once and keeps the answer: asking and fetching are two operations of the wire. */
const execute = async (deps: UsageDeps, { org, id, name }: ClientRecord, query: UsageQuery) => {
  await deps.usage.flush();
  const sums = await sumUsage(deps.db, { org, client: id }, query);
  const rows = sums.map((row) => toUsageRow(row, query, name));
  const executionId = deps.ids.uuid();
  const at = deps.clock.now();
  await writeExecution(deps.db, { id: executionId, org, client: id }, { rows, at });
  return {
    executionId,
    resultsUri: `/api/v2/oauth/clients/${id}/usage/query/results/${executionId}`,
  };
};

/** How many requests a client made. */
export const usageHandlers = (deps: UsageDeps): Handler[] => [
  handle(ops.postOauthClientUsageQuery, async ({ principal, params, body }) => {
    const client = await clientOr404(deps, principal.org, params.clientId);
    return { status: 200, body: await execute(deps, client, readUsageQuery(body)) };
  }),
  handle(ops.getOauthClientUsageSummary, async ({ principal, params, query }) => {
    const client = await clientOr404(deps, principal.org, params.clientId);
    const wanted = summaryQuery(query.days, deps.clock.now());
    return { status: 200, body: await execute(deps, client, wanted) };
  }),
  handle(ops.getOauthClientUsageQueryResult, async ({ principal, params }) => {
    const { org, id } = await clientOr404(deps, principal.org, params.clientId);
    const found = await findExecution(deps.db, { id: params.executionId, org, client: id });
    if (!found) throw identityErrors.notFound();
    return { status: 200, body: { queryStatus: 'Complete' as const, results: [...found] } };
  }),
];
