import { executionEndedEvent } from '@tandem/contract';
import { appendEvents } from '@tandem/events';
import {
  type CompiledFlow,
  type FlowEffect,
  type FlowStep,
  type RunError,
  runErrorOf,
  runOutputsOf,
  stepsOf,
} from '@tandem/flows';
import type { Transaction } from '@tandem/kit';
import { type CommittedWork, enqueueWork, setTimers } from '@tandem/lanes';
import type { AutomationDeps } from './automation.deps.ts';
import {
  automationQueue,
  automationTimer,
  laneOf,
  type Run,
  type SavedState,
} from './automation.model.ts';
import { changeRun, type RunChange } from './runs.store.ts';
import { insertTrace, type StoredEntry } from './trace.store.ts';
import { keptEntries, maskedOutputs } from './values.rules.ts';

/**
 * Tells of an ended run in the event log; `depth` and `callDepth` let a chain of runs that set each other going come to
 * its end: through events the one, over HTTP the other.
 */
export const tellEnd = (
  tx: Transaction,
  run: Pick<
    Run,
    'org' | 'uid' | 'flow' | 'flowName' | 'version' | 'origin' | 'depth' | 'eventDepth'
  >,
  { status, error }: Pick<RunChange, 'status' | 'error'>,
): Promise<void> =>
  appendEvents(tx, [
    {
      org: run.org,
      type: executionEndedEvent,
      key: run.flow,
      data: {
        ...{ executionId: run.uid, flowId: run.flow, flowName: run.flowName, status },
        ...{ version: run.version, origin: run.origin, errorCode: error?.code ?? null },
        depth: run.eventDepth,
        callDepth: run.depth,
      },
    },
  ]);

export type Written = { readonly change: RunChange; readonly trace: readonly StoredEntry[] };

type Step = Pick<Taken, 'run' | 'flow' | 'step'> & {
  /** What the run rests in while it waits; its awaited effect decides whether it waits or runs. */
  readonly saved: SavedState | null;
};

/** What is waited for without anybody being called. */
const restful: ReadonlySet<FlowEffect['kind']> = new Set([
  ...(['timer', 'awaitMessage', 'handOver', 'awaitHandover'] as const),
]);

/** What a step leaves behind, sealed. */
export const writtenStep = async (
  { sealing, clock }: Pick<AutomationDeps, 'sealing' | 'clock'>,
  { run, flow, step, saved }: Step,
): Promise<Written> => {
  const { state, outcome } = step;
  const waits = outcome.status === 'waiting';
  const now = clock.now();
  const kept = keptEntries(step.trace, { traced: run.traced, ends: !waits });
  const trace = await sealing.sealTrace(run, kept, now);
  const outputs = runOutputsOf(flow, step);
  const calls = waits && saved?.effect && !restful.has(saved.effect.kind);
  const change: RunChange = {
    status: calls ? 'running' : outcome.status,
    steps: stepsOf(state),
    traced: run.traced + trace.length,
    outputs: outputs && maskedOutputs(flow, state, outputs),
    outputsSealed: outputs && (await sealing.sealOutputs(run, outputs)),
    stateSealed: waits && saved ? await sealing.sealState(run, saved) : null,
    error: runErrorOf(step),
    endedAt: waits ? null : now,
  };
  return { change, trace };
};

/** What an automation flow rests in. */
const savedOf = ({ step: { state, effects, outcome } }: Taken): SavedState | null =>
  outcome.status === 'waiting' ? { state, effect: effects.at(-1) ?? null } : null;

/** What has to follow: the next row of the lane, a timer, or nothing. */
const follow = async (
  tx: Transaction,
  { run, step }: Taken,
  now: Date,
): Promise<readonly CommittedWork[]> => {
  if (step.outcome.status !== 'waiting') return [];
  const { org, part, id, revision } = run;
  const lane = laneOf(id);
  const payload = { rev: revision + 1 };
  const effect = step.effects.at(-1);
  if (effect?.kind !== 'timer')
    return enqueueWork(tx, [{ org, part, lane, queue: automationQueue, payload }]);
  const due = new Date(now.getTime() + effect.ms);
  await setTimers(tx, [{ org, part, lane, name: automationTimer, due, data: payload }]);
  return [];
};

/** A step that was taken but not stored yet. `epoch`: of the lease under which it was taken. */
export type Taken = {
  readonly run: Run;
  readonly epoch: number;
  readonly flow: CompiledFlow;
  readonly step: FlowStep;
};

/**
 * Stores a step with what follows it. False when the run moved on or was stopped meanwhile: the step did not happen.
 * Fails when the partition is another node's by now.
 */
export const commitStep = async (deps: AutomationDeps, taken: Taken): Promise<boolean> => {
  const { run, epoch } = taken;
  const { change, trace } = await writtenStep(deps, { ...taken, saved: savedOf(taken) });
  const work = await deps.db.transaction(async (tx) => {
    await tx.query('select lane_fence($1::smallint[], $2::bigint[])', [[run.part], [epoch]]);
    if (!(await changeRun(tx, run, change))) return null;
    await insertTrace(tx, run, trace);
    if (change.endedAt) await tellEnd(tx, run, change);
    return follow(tx, taken, deps.clock.now());
  });
  if (work === null) return false;
  deps.lanes().committed(work);
  return true;
};

/** The end of a run that no step of its flow led to. */
export const endOf = (
  { steps, traced, outputs, outputsSealed }: Run,
  { at, ...ended }: Pick<RunChange, 'status' | 'error'> & { readonly at: Date },
): RunChange => ({
  ...{ steps, traced, outputs, outputsSealed, stateSealed: null },
  ...ended,
  endedAt: at,
});

/** Ends a run that cannot go on for a reason outside of its flow. */
export const commitFailure = async (
  deps: AutomationDeps,
  { run, epoch, error }: Pick<Taken, 'run' | 'epoch'> & { readonly error: RunError },
): Promise<void> => {
  const change = endOf(run, { status: 'failed', error, at: deps.clock.now() });
  await deps.db.transaction(async (tx) => {
    await tx.query('select lane_fence($1::smallint[], $2::bigint[])', [[run.part], [epoch]]);
    if (await changeRun(tx, run, change)) await tellEnd(tx, run, change);
  });
};
