import type { CompiledFlow } from './compile.ts';
import type { ErrorParams, FlowStep, Values } from './run.model.ts';
import { outputsOf } from './run.ts';
import { tookTooLong } from './work-pool.ts';

/** What ended a run before its end, for people. */
export type RunError = {
  readonly code: string;
  readonly message: string;
  readonly params?: ErrorParams;
  /** Id of the action; null where it is none's fault. */
  readonly action: string | null;
};

/** Tries of one step of a run; then it is what ends the nodes that take it, and the run ends instead. */
export const mostStepTries = 5;

/** The end of a run whose step never came to its end: the nodes that took it died, or it failed again and again. */
export const stuckRun: RunError = {
  code: 'run.stuck',
  message: 'A step of the run was tried again and again and never came to its end.',
  action: null,
};

/** Words for what ends a run outside of its actions. */
const reasons: Readonly<Record<string, string>> = {
  [stuckRun.code]: stuckRun.message,
  budget: 'The flow took more steps than a run may take; it seems to go round in circles.',
  'state.size': 'The run holds more than can be kept of it.',
  'subflow.unknown': 'A flow that was called is not there any more.',
  'step.time': tookTooLong,
  'variable.type': 'An input does not fit its variable.',
};

/** What went wrong in the last action of a run that ended there, for nothing is connected to its exit. */
const untended = ({ trace }: Pick<FlowStep, 'trace'>): RunError | null => {
  const { error, action, outlet } = trace.at(-1) ?? {};
  if (!error || action === undefined || outlet === null) return null;
  const { code, message, params } = error;
  return { code, message, ...(params ? { params } : {}), action };
};

/**
 * Why the step failed, in the words of the action where it found some; of one that ended what went wrong at its end
 * where nothing of the flow deals with it. Null: neither.
 */
export const runErrorOf = ({ outcome, state, trace }: FlowStep): RunError | null => {
  if (outcome.status === 'ended') return untended({ trace });
  if (outcome.status !== 'failed') return null;
  const { code, action } = outcome;
  const told = trace.findLast(({ error }) => error?.code === code)?.error ?? state.error;
  if (told?.code !== code)
    return { code, message: reasons[code] ?? `The flow ended with the error ${code}.`, action };
  const { message, params } = told;
  return { code, message, ...(params ? { params } : {}), action };
};

/** Values for whoever started the run; null: it has not ended, or ended in a subflow, which hands out none. */
export const runOutputsOf = (flow: CompiledFlow, { state, outcome }: FlowStep): Values | null =>
  outcome.status === 'ended' && state.flow === null ? outputsOf(flow, state.variables) : null;
