import type { FlowExecutionDetail } from '@tandem/contract';
import { toTraceWire } from '@tandem/flows';
import type { Act, NoteAudit } from '../endpoints/index.ts';
import type { AutomationDeps } from './automation.deps.ts';
import { automationErrors } from './automation.errors.ts';
import type { Run } from './automation.model.ts';
import { toDetailWire } from './executions.wire.ts';
import { findRun } from './runs.store.ts';
import { readTrace } from './trace.store.ts';

export type DetailDeps = AutomationDeps & {
  readonly audit: NoteAudit;
  /** Names of users and clients by id. */
  readonly names: (org: string, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** A version as it is shown to people. */
  readonly shown: (
    org: string,
    flowId: string,
    version: number,
  ) => Promise<FlowExecutionDetail['document']>;
};

/** Who looked at values that are kept secret, and of what. */
const noteLook = ({ db, audit }: DetailDeps, run: Run, act: Act): Promise<void> =>
  db.transaction((tx) =>
    audit(tx, {
      ...act,
      org: run.org,
      action: 'use',
      entity: { type: 'flow', id: run.flow, name: run.flowName },
      changes: { secureValues: { to: run.uid } },
    }),
  );

const valuesOf = async ({ sealing }: DetailDeps, run: Run, secure: boolean) =>
  secure
    ? { inputs: await sealing.openInputs(run), outputs: await sealing.openOutputs(run) }
    : { inputs: run.inputs, outputs: run.outputs ?? {} };

/**
 * A run with its trace. `secure`: with the values of secure variables, and an entry in the audit log.
 * @throws automationErrors.notFound
 */
export const executionDetail = async (
  deps: DetailDeps,
  asked: {
    readonly org: string;
    readonly flowId: string;
    readonly executionId: string;
    readonly secure: boolean;
    readonly act: Act;
  },
): Promise<FlowExecutionDetail> => {
  const { org, flowId, executionId, secure, act } = asked;
  const run = await findRun(deps.db, { org, flow: flowId, uid: executionId });
  if (!run) throw automationErrors.notFound();
  if (secure) await noteLook(deps, run, act);
  const entries = await readTrace(deps.db, run);
  const kept = await Promise.all(
    entries.map(async (stored) => ({
      entry: stored.entry,
      date: stored.at.toISOString(),
      hidden: secure ? await deps.sealing.openEntry(run, stored) : {},
    })),
  );
  const trace = toTraceWire(kept);
  const { inputs, outputs } = await valuesOf(deps, run, secure);
  const names = await deps.names(org, run.startedBy ? [run.startedBy.id] : []);
  return toDetailWire(run, {
    ...{ inputs: { ...inputs }, outputs: { ...outputs }, trace },
    document: await deps.shown(org, flowId, run.version),
    names: (id) => names.get(id) ?? '',
  });
};
