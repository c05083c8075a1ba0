import {
  type CompiledFlow,
  callOriginOf,
  type FlowEffect,
  type FlowInput,
  type FlowStep,
  initialFlowState,
  mostStepTries,
  type PublishedFlow,
  stepFlow,
  stuckRun,
} from '@tandem/flows';
import {
  type EffectContext,
  type EffectQueue,
  enqueueWork,
  type Outcome,
  type Untried,
  type Work,
} from '@tandem/lanes';
import type { TimerTaker } from '../timers/index.ts';
import type { AutomationDeps } from './automation.deps.ts';
import { automationQueue, type Run, type RunWork, type SavedState } from './automation.model.ts';
import { commitFailure, commitStep } from './run-commit.ts';
import { findRunById } from './runs.store.ts';
import type { Slots } from './slots.ts';

const done: Outcome = { kind: 'done' };
/** Another node goes on, or this one when it was started again: the run is not at fault. */
const untried: Untried = { kind: 'untried' };
/** Of one organisation on one node. */
const maxInFlight = 8;

export type RunQueueDeps = AutomationDeps & {
  /** Steps of all organisations on this node: messages go first. */
  readonly slots: Slots;
  /** Calls under way by run, so that they can be broken off. */
  readonly underWay: Map<number, AbortController>;
  /** This node begins nothing any more. */
  readonly isClosing: () => boolean;
};

/** What the effect brought. Null when it was broken off: then nobody may hear of it. */
const perform = async (
  deps: RunQueueDeps,
  { run, effect, state }: SavedState & { readonly run: Run },
  signal: AbortSignal,
): Promise<FlowInput | null> => {
  if (!effect) return null;
  if (effect.kind === 'timer') return { kind: 'timer', effect: effect.id };
  if (effect.kind !== 'httpRequest' && effect.kind !== 'authenticate')
    return {
      ...{ kind: 'failed', effect: effect.id, code: 'effect.not.available' },
      message: 'Automation flows cannot do that.',
    };
  const stop = new AbortController();
  deps.underWay.set(run.id, stop);
  const either = AbortSignal.any([signal, stop.signal]);
  try {
    const { depth, startedBy } = run;
    const userId = startedBy?.kind === 'user' ? startedBy.id : null;
    const origin = { ...callOriginOf(run.org, state), depth, userId, flow: run.flowName };
    return await deps.calls.perform(effect, origin, { signal: either });
  } catch (error) {
    if (either.aborted) return null;
    throw error;
  } finally {
    if (deps.underWay.get(run.id) === stop) deps.underWay.delete(run.id);
  }
};

/** What the run is fed with now, and the state that it meets. */
const nextInput = async (
  deps: RunQueueDeps,
  { run, flow }: { readonly run: Run; readonly flow: CompiledFlow },
  signal: AbortSignal,
) => {
  const saved = await deps.sealing.openState(run);
  if (!saved) {
    const input: FlowInput = { kind: 'start', variables: await deps.sealing.openInputs(run) };
    return { input, state: initialFlowState(flow, { run: run.uid }) };
  }
  const input = await perform(deps, { ...saved, run }, signal);
  return input && { input, state: saved.state };
};

const levels = { info: 'info', warning: 'warn', error: 'error' } as const;

const isLog = (effect: FlowEffect): effect is Extract<FlowEffect, { kind: 'log' }> =>
  effect.kind === 'log';

const shortestSecret = 4;
const leftOut = 'A log of the flow held a secret and was left out.';

const isText = (value: unknown): value is string => typeof value === 'string';

/** Values of secure variables of the flow that was started, as far as they are long enough to be told from others. */
const secretsOf = ({ variables }: CompiledFlow, { state }: FlowStep): readonly string[] => {
  const outermost = state.frames.find((frame) => frame.kind === 'call')?.variables;
  const values = outermost ?? state.variables;
  return [...variables.values()]
    .filter(({ secure }) => secure)
    .map(({ name }) => values[name])
    .filter(isText)
    .filter(({ length }) => length >= shortestSecret);
};

/** A value of a secure variable may get into a log after all, by way of another variable. */
const safeEffects = (step: FlowStep, secrets: readonly string[]): readonly FlowEffect[] =>
  step.effects.map((effect) =>
    isLog(effect) && secrets.some((secret) => effect.message.includes(secret))
      ? { ...effect, level: 'warning', message: leftOut }
      : effect,
  );

/** Lines a flow logs go to the server's log, and beside their action in the trace; none holds a secret of the flow. */
export const withLogLines = (taken: FlowStep, flow: CompiledFlow): FlowStep => {
  const effects = taken.effects.some(isLog)
    ? safeEffects(taken, secretsOf(flow, taken))
    : taken.effects;
  const step = { ...taken, effects };
  const lines = new Map(
    effects.filter(isLog).map(({ id, message }) => [Number(id.split('.')[1]), message]),
  );
  if (lines.size === 0) return step;
  const trace = step.trace.map((entry) => {
    const line = entry.type === 'log' ? lines.get(entry.step) : undefined;
    return line === undefined
      ? entry
      : { ...entry, flags: [...entry.flags, `log:${line.slice(0, 1_000)}`] };
  });
  return { ...step, trace };
};

export const tellLog = (
  { log }: Pick<AutomationDeps, 'log'>,
  run: Pick<Run, 'org' | 'flow' | 'uid'>,
  { effects }: FlowStep,
): void => {
  for (const { level, message } of effects.filter(isLog))
    log[levels[level]]({ org: run.org, flow: run.flow, execution: run.uid }, `flow: ${message}`);
};

const advance = async (
  deps: RunQueueDeps,
  { run, epoch, published }: { run: Run; epoch: number; published: PublishedFlow },
  signal: AbortSignal,
): Promise<Outcome | Untried> => {
  const { flow } = published;
  const next = await nextInput(deps, { run, flow }, signal);
  // A run that was stopped is looked at once more and let go.
  if (!next) return untried;
  const globals = await deps.globals(run.org);
  const library = await deps.flows.subflows(run.org, { flow: published, state: next.state });
  const step = withLogLines(
    stepFlow(flow, next.state, {
      input: next.input,
      surroundings: { participantData: {}, values: {}, globals, now: deps.clock.now() },
      library,
      ...{ trace: 'hidden', time: deps.clock },
    }),
    flow,
  );
  if (!(await commitStep(deps, { run, epoch, flow, step }))) return done;
  tellLog(deps, run, step);
  if (step.outcome.status !== 'waiting') deps.calls.forget({ org: run.org, run: run.uid });
  return done;
};

export const flowGone = {
  code: 'flow.gone',
  message: 'The flow, or the version that ran, is not there any more.',
  action: null,
};

const takeStep = async (
  deps: RunQueueDeps,
  work: Work,
  signal: AbortSignal,
): Promise<Outcome | Untried> => {
  const epoch = deps.lanes().owns(work.part)?.epoch;
  if (epoch === undefined || deps.isClosing()) return untried;
  const run = await findRunById(deps.db, -work.lane);
  // A row that was done before, or whose run was stopped.
  if (!run || run.endedAt || run.revision !== (work.payload as RunWork).rev) return done;
  const { org, flow: flowId, version } = run;
  const published = await deps.flows.version(org, flowId, version);
  if (!published || work.attempts >= mostStepTries) {
    if (published) deps.log.error({ execution: run.uid }, 'a step of a flow never came to its end');
    await commitFailure(deps, { run, epoch, error: published ? stuckRun : flowGone });
    return done;
  }
  try {
    return await advance(deps, { run, epoch, published }, signal);
  } catch (error) {
    if (work.attempts + 1 < mostStepTries) throw error;
    deps.log.error({ err: error, execution: run.uid }, 'a flow could not go on');
    const failed = { code: 'internal', message: 'The flow could not go on.', action: null };
    await commitFailure(deps, { run, epoch, error: failed });
    return done;
  }
};

/** The steps of runs: each run's in order, of an organisation and of a node only so many at once. */
export const createRunQueue = (deps: RunQueueDeps): EffectQueue => ({
  name: automationQueue,
  mode: 'effect',
  retry: (failures, random) =>
    failures > 100 ? null : Math.round(500 * Math.min(failures, 20) * (0.5 + random())),
  destination: ({ org }) => org,
  maxInFlightPerDestination: maxInFlight,
  countsLostTries: true,
  run: (work, { signal }: EffectContext) => deps.slots(() => takeStep(deps, work, signal)),
});

/** A run's timer is due: its lane goes on. */
export const createRunTimer =
  ({ db, lanes }: AutomationDeps): TimerTaker =>
  async ({ org, part, lane, payload }) => {
    const row = { org, part, lane, queue: automationQueue, payload: payload.data };
    lanes().committed(await db.transaction((tx) => enqueueWork(tx, [row])));
  };
