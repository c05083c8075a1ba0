import { ActionFailure } from './action-failure.ts';
import type { ActionResult } from './actions/action.types.ts';
import type { CompiledAction, CompiledFlow } from './compile.ts';
import type { FlowKind } from './flow.model.ts';
import type { FlowInput, FlowOutcome, FlowState, FlowStep, FlowSurroundings } from './run.model.ts';
import {
  actionAt,
  type FlowLibrary,
  freshNote,
  initialValues,
  noLibrary,
  openRun,
  type Run,
  stateOf,
} from './run.ts';
import { apply, attempt, failWith, type Progress } from './run-apply.ts';
import { answeredCall } from './run-calls.ts';
import { contextOf } from './run-context.ts';
import { frameOf, runLimits } from './run-moves.ts';
import { fit } from './variable-types.ts';
import { type StepTime, WorkPool } from './work-pool.ts';

/** Actions a run may take on one input; a flow that needs more goes round in circles. */
export const stepBudget = 1000;

/** Nobody waits for the answer of an automation flow, and its loops go over whole lists. */
const budgets: Readonly<Record<FlowKind, number>> = {
  inboundMessage: stepBudget,
  bot: stepBudget,
  automation: 20 * stepBudget,
  copilot: stepBudget,
};

/** State of a flow that has not run. `run` names the run; ids of its effects begin with it. */
export const initialFlowState = (
  flow: CompiledFlow,
  { run = '' }: { run?: string } = {},
): FlowState => ({
  run,
  step: 0,
  passes: 0,
  flow: null,
  at: flow.document.start,
  awaiting: null,
  variables: initialValues(flow),
  outputs: {},
  frames: [],
  sessions: {},
  error: null,
});

export type StepOptions = {
  readonly input: FlowInput;
  readonly surroundings: FlowSurroundings;
  /** Flows that may be called; none when left out. */
  readonly library?: FlowLibrary;
  /** Actions at most; when left out {@link stepBudget}, in automation flows twenty times that. */
  readonly budget?: number;
  /** Ends a step that takes too long by the clock with the error `step.time`; nothing does when left out. */
  readonly time?: StepTime;
  /** What steps that belong together may use up in all, the time of it among them; `time` counts for nothing then. */
  readonly pool?: WorkPool;
  /** `hidden` also gives the values of secure variables, for those who may see them: store it sealed. */
  readonly trace?: boolean | 'hidden';
};

const failed = (code: string, action: string | null): FlowOutcome => ({
  status: 'failed',
  code,
  action,
});

const isAnswer = (input: FlowInput, awaiting: string | null): boolean =>
  input.kind !== 'start' &&
  awaiting !== null &&
  (input.effect === undefined || input.effect === awaiting);

const plainResult = (input: FlowInput): ActionResult | null =>
  input.kind === 'result'
    ? { variables: input.variables ?? {}, goTo: { outlet: input.outlet ?? 'next' } }
    : null;

/** What the awaited input means to the action that waits; null when it is not for it. */
const resume = (run: Run, compiled: CompiledAction, input: FlowInput): Progress | null => {
  const { definition, action } = compiled;
  if (input.kind === 'failed')
    return failWith(run, compiled, {
      code: input.code,
      message: input.message,
      ...(input.params ? { params: input.params } : {}),
      action: action.name,
    });
  let accepted = true;
  const progress = attempt(run, compiled, () => {
    const frame = frameOf(run, action.id);
    const result = definition.resume
      ? definition.resume(contextOf(run, compiled, frame), input)
      : plainResult(input);
    accepted = result !== null;
    if (!result) return 'on';
    const durationMs = 'durationMs' in input ? input.durationMs : undefined;
    return apply(run, compiled, { result, durationMs });
  });
  return accepted ? progress : null;
};

/** Begins or goes on; null when nobody waits for the input. */
const enter = (run: Run, state: FlowState, input: FlowInput): Progress | null => {
  if (input.kind === 'start') {
    if (state.awaiting !== null) return null;
    return begin(run, input.variables ?? {});
  }
  const waiting = isAnswer(input, state.awaiting) ? actionAt(run) : undefined;
  if (!waiting) return null;
  run.step += 1;
  if (run.trace) run.note.call = answeredCall(input);
  return resume(run, waiting, input);
};

/** Inputs of a flow that do not fit their variables fail it before its first action. */
const begin = (
  run: Run,
  inputs: NonNullable<Extract<FlowInput, { kind: 'start' }>['variables']>,
): Progress => {
  for (const variable of run.flow.document.variables) {
    const { name, input } = variable;
    if (!input || !Object.hasOwn(inputs, name)) continue;
    try {
      run.variables[name] = fit(variable, inputs[name] ?? null, run.scope.pool);
    } catch (thrown) {
      if (thrown instanceof ActionFailure) return failed(thrown.code, null);
      throw thrown;
    }
  }
  return 'on';
};

const take = (run: Run): Progress => {
  const compiled = actionAt(run);
  if (!compiled) return { status: 'ended' };
  run.step += 1;
  run.passes += 1;
  freshNote(run);
  return attempt(run, compiled, () => {
    const frame = frameOf(run, compiled.action.id);
    const result = compiled.definition.run(contextOf(run, compiled, frame));
    return apply(run, compiled, { result });
  });
};

const runOn = (run: Run, first: Progress, budget: number): FlowOutcome => {
  let progress = first;
  for (let taken = 0; progress === 'on'; taken += 1) {
    if (taken >= budget || run.step >= runLimits.steps) return failed('budget', run.at);
    if (run.scope.pool.isLate()) return failed('step.time', run.at);
    progress = take(run);
  }
  return progress;
};

/** Characters of a state as JSON; without end where it is nested deeper than the engine can walk. */
const sizeOf = (state: FlowState): number => {
  try {
    return JSON.stringify(state).length;
  } catch (error) {
    if (error instanceof RangeError) return Number.POSITIVE_INFINITY;
    throw error;
  }
};

const close = (run: Run, outcome: FlowOutcome): FlowStep => {
  const waits = outcome.status === 'waiting';
  const state = stateOf(run, waits ? (run.effects.at(-1)?.id ?? null) : null);
  const answer = { effects: run.effects, trace: run.trace ?? [] };
  if (waits && sizeOf(state) > runLimits.state)
    return {
      ...answer,
      state: { ...state, at: null, awaiting: null },
      outcome: failed('state.size', run.at),
    };
  return { ...answer, state, outcome };
};

/**
 * One step of a run: from an input to the first effect whose result is needed, or to the end. Pure: the same
 * arguments give the same answer. A failed run has ended; its effects up to the failure are answered. An input nobody
 * waits for fails with `not.waiting` and leaves the state as it is.
 */
export const stepFlow = (flow: CompiledFlow, state: FlowState, options: StepOptions): FlowStep => {
  const { input, surroundings, library = noLibrary, trace = false } = options;
  const { budget = budgets[flow.document.kind] } = options;
  const { pool = new WorkPool(options.time) } = options;
  const run = openRun(flow, state, { surroundings, library, trace, pool });
  if (!run) return { state, effects: [], trace: [], outcome: failed('subflow.unknown', state.at) };
  const first = enter(run, state, input);
  if (first === null)
    return { state, effects: [], trace: [], outcome: failed('not.waiting', state.at) };
  return close(run, runOn(run, first, budget));
};
