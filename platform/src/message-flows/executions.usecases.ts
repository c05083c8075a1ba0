import {
  type ExecutionStatus,
  executionStatuses,
  type FlowExecution,
  type FlowExecutionDetail,
} from '@tandem/contract';
import {
  type FlowRecord,
  findVersion,
  readFlow,
  shownDocument,
  toTraceWire,
  type Values,
} from '@tandem/flows';
import { type Clock, type Database, defineErrors, isUuid } from '@tandem/kit';
import { type AuditDeps, type By, noteChange } from '../audit/index.ts';
import type { Page } from '../listing/index.ts';
import { type Sealer, traceContext } from '../messaging/index.ts';
import type { Snapshots } from '../snapshots/index.ts';
import {
  type Execution,
  findExecution,
  listExecutions,
  readTrace,
  type StoredTrace,
  watchedUntil,
  watchFlow,
} from './executions.store.ts';

const executionErrors = defineErrors('flow executions', {
  notFound: { status: 404, code: 'not.found', text: 'The requested resource was not found.' },
  statusUnknown: {
    status: 400,
    code: 'bad.request',
    text: 'There is no status "{status}"; there are {allowed}.',
  },
  decryptForbidden: {
    status: 403,
    code: 'missing.permissions',
    text: 'Values of secure variables need the permission architect:flowTrace:decrypt.',
  },
});

export type ExecutionDeps = AuditDeps & {
  readonly db: Database;
  readonly snapshots: Pick<Snapshots, 'change'>;
  readonly clock: Clock;
  readonly sealer: Sealer;
};

/** For how long runs of a flow are recorded after somebody asked for them, and how often that is written down. */
const watchMs = 10 * 60_000;
const renewMs = 60_000;

/** Whoever looks at the executions of a flow has all of its next runs recorded; of others there are samples. */
const watch = async ({ db, snapshots, clock }: ExecutionDeps, { org, id }: FlowRecord) => {
  const now = clock.now().getTime();
  const until = await watchedUntil(db, org, id);
  if (until && until.getTime() > now + watchMs - renewMs) return;
  await snapshots.change((tx) => watchFlow(tx, { org, flow: id, until: new Date(now + watchMs) }));
};

const toWire = (execution: Execution, { id, name }: FlowRecord): FlowExecution => {
  const { startedAt, endedAt } = execution;
  return {
    id: execution.run,
    flow: { id, name },
    version: execution.version,
    label: null,
    status: execution.status,
    origin: 'conversation',
    startedBy: null,
    dateStarted: startedAt.toISOString(),
    dateEnded: endedAt?.toISOString() ?? null,
    durationMs: endedAt && Math.max(0, endedAt.getTime() - startedAt.getTime()),
    steps: execution.steps,
    conversationId: execution.conversation,
    error: execution.error,
  };
};

const statusOf = (status: string | undefined): ExecutionStatus | null => {
  if (status === undefined) return null;
  const found = executionStatuses.find((one) => one === status);
  if (!found)
    throw executionErrors.statusUnknown({ status, allowed: executionStatuses.join(', ') });
  return found;
};

/** @throws executionErrors.statusUnknown (400), and as `readFlow` does */
export const listRuns = async (
  deps: ExecutionDeps,
  org: string,
  asked: {
    readonly flowId: string;
    readonly status: string | undefined;
    readonly version: number | undefined;
    readonly page: Page;
  },
): Promise<{ readonly entities: readonly FlowExecution[]; readonly total: number }> => {
  const flow = await readFlow(deps.db, org, asked.flowId);
  const status = statusOf(asked.status);
  await watch(deps, flow);
  const filter = { org, flow: flow.id, status, version: asked.version ?? null };
  const { rows, total } = await listExecutions(deps.db, filter, asked.page);
  return { entities: rows.map((row) => toWire(row, flow)), total };
};

const openHidden = async (
  { sealer }: ExecutionDeps,
  { org, run }: Execution,
  { n, hidden }: StoredTrace,
): Promise<Values> =>
  hidden ? (JSON.parse(await sealer.open(org, traceContext(run, n), hidden)) as Values) : {};

/** Who looked at values that are kept secret, and of what. */
const noteLook = (
  deps: ExecutionDeps,
  by: By,
  { flow: { id, name }, run }: { readonly flow: FlowRecord; readonly run: string },
) =>
  deps.db.transaction((tx) =>
    noteChange(deps, tx, {
      by,
      action: 'use',
      entity: { type: 'flow', id, name },
      changes: { secureValues: { to: run } },
    }),
  );

/**
 * A recorded run with its steps. `secure`: with the values of secure variables, and an entry in the audit log.
 * @throws executionErrors.notFound (404), executionErrors.decryptForbidden (403)
 */
export const readExecution = async (
  deps: ExecutionDeps,
  by: By,
  asked: { readonly flowId: string; readonly executionId: string; readonly secure: boolean },
): Promise<FlowExecutionDetail> => {
  const { secure, flowId, executionId } = asked;
  const { org, permissions } = by.principal;
  if (secure && !permissions.has('architect:flowTrace:decrypt'))
    throw executionErrors.decryptForbidden();
  const flow = await readFlow(deps.db, org, flowId);
  const execution = isUuid(executionId)
    ? await findExecution(deps.db, { org, flow: flow.id, run: executionId })
    : null;
  if (!execution) throw executionErrors.notFound();
  await watch(deps, flow);
  if (secure) await noteLook(deps, by, { flow, run: execution.run });
  const entries = await readTrace(deps.db, execution.run);
  const version = await findVersion(deps.db, flow.id, execution.version);
  return {
    execution: toWire(execution, flow),
    inputs: {},
    outputs: {},
    trace: toTraceWire(
      await Promise.all(
        entries.map(async (stored) => ({
          entry: stored.entry,
          date: stored.at.toISOString(),
          hidden: secure ? await openHidden(deps, execution, stored) : {},
        })),
      ),
    ),
    document: version && { ...shownDocument(version.document) },
  };
};
