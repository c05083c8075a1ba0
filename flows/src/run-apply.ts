import { ActionFailure } from './action-failure.ts';
import type { ActionResult } from './actions/action.types.ts';
import type { CompiledAction } from './compile.ts';
import type { AwaitedEffect, InstantEffect } from './effect.model.ts';
import { LanguageError } from './language-error.ts';
import type { FlowError, FlowOutcome } from './run.model.ts';
import { actionAt, assign, freshNote, map, type Run } from './run.ts';
import { askedCall } from './run-calls.ts';
import { mask } from './run-masks.ts';
import {
  endBody,
  endFlow,
  enterFrame,
  enterSubflow,
  type Following,
  follow,
  leaveLoop,
  raise,
} from './run-moves.ts';

/** How a step goes on: with the action at `run.at`, or not. */
export type Progress = FlowOutcome | 'on';

const errorOf = (thrown: unknown, { action }: CompiledAction): FlowError => {
  if (thrown instanceof ActionFailure || thrown instanceof LanguageError) {
    const { code, message, params } = thrown;
    const told = Object.keys(params).length > 0 ? { params } : {};
    return { code, message, ...told, action: action.name };
  }
  // JSON nested deeper than the engine can walk.
  if (thrown instanceof RangeError)
    return { code: 'action.too.deep', message: 'A value is nested too deep.', action: action.name };
  throw thrown;
};

/** An action failed: on to whoever takes the error, or the run has failed. */
export function failWith(run: Run, compiled: CompiledAction, error: FlowError): Progress {
  const { id } = compiled.action;
  record(run, compiled, { outlet: 'error', error });
  const following = raise(run, id, error);
  if (following === false) return { status: 'failed', code: error.code, action: id };
  return settle(run, compiled, following);
}

type Recorded = {
  readonly outlet: string | null;
  readonly error?: FlowError;
  readonly durationMs?: number | undefined;
  /** Flow the action belongs to, where the run has left it since. */
  readonly key?: string | null;
};

const record = (run: Run, { action }: CompiledAction, recorded: Recorded): void => {
  if (!run.trace) return;
  const { outlet, error = null, durationMs = null, key = run.key } = recorded;
  const { changed, hidden, flags, call } = run.note;
  const { id, type } = action;
  run.trace.push({
    step: run.step,
    pass: run.passes,
    flow: key,
    action: id,
    type,
    outlet,
    durationMs,
    changed,
    hidden,
    flags,
    ...(call ? { call } : {}),
    error,
  });
};

/** Turns what follows into progress; results of subflows are applied to the action that called. */
function settle(run: Run, compiled: CompiledAction, following: Following): Progress {
  if (following === 'on') return 'on';
  if (following === 'ended') return { status: 'ended' };
  if (following === 'lost')
    return { status: 'failed', code: 'subflow.unknown', action: compiled.action.id };
  const caller = actionAt(run, following.at) ?? compiled;
  run.step += 1;
  // A subflow without actions: its call has not been left yet.
  if (caller !== compiled) run.passes += 1;
  freshNote(run);
  return attempt(run, caller, () => apply(run, caller, { result: following.returned }));
}

/** What an action sets is there for those after it, though the caller carries it out only after the step. */
const seeEffect = (run: Run, effect: InstantEffect | AwaitedEffect): void => {
  if (effect.kind !== 'setParticipantData') return;
  const participantData = { ...run.surroundings.participantData, ...effect.attributes };
  run.surroundings = { ...run.surroundings, participantData };
};

const addEffects = (run: Run, { effects = [] }: ActionResult): void => {
  for (const [index, effect] of effects.entries()) {
    const id = index === 0 ? `${run.id}.${run.step}` : `${run.id}.${run.step}.${index}`;
    run.effects.push({ ...effect, id });
    seeEffect(run, effect);
  }
};

const keep = (run: Run, { action }: CompiledAction, result: ActionResult): void => {
  if (result.masked) mask(run, result.masked);
  if (result.maskedData?.length)
    run.maskedData = new Set([...run.maskedData, ...result.maskedData]);
  if (result.variables) assign(run, result.variables);
  if (result.mapped) map(run, result.mapped);
  if (result.outputs) run.outputs = { ...run.outputs, [action.name]: result.outputs };
  if (result.stay) enterFrame(run, result.stay);
  if (result.session) run.sessions = { ...run.sessions, [result.session.session]: result.session };
  if (result.flags) run.note.flags.push(...result.flags);
};

const go = (
  run: Run,
  { action: { id } }: CompiledAction,
  goTo: Exclude<ActionResult['goTo'], 'wait'>,
): Following => {
  if (goTo === 'end') return endFlow(run);
  if (goTo === 'leaveLoop') return leaveLoop(run);
  if ('call' in goTo) {
    enterSubflow(run, id, goTo.call);
    return run.at === null ? endBody(run) : 'on';
  }
  if ('enter' in goTo) enterFrame(run, goTo.enter);
  if ('leave' in goTo) run.frames.pop();
  return follow(run, id, goTo.outlet);
};

const outletOf = ({ goTo }: ActionResult): string | null =>
  typeof goTo === 'object' && 'outlet' in goTo ? goTo.outlet : null;

type Answered = { readonly result: ActionResult; readonly durationMs?: number | undefined };

/** Does what an action answered. */
export function apply(
  run: Run,
  compiled: CompiledAction,
  { result, durationMs }: Answered,
): Progress {
  keep(run, compiled, result);
  addEffects(run, result);
  if (result.goTo === 'wait') {
    const asked = run.trace && run.effects.at(-1);
    if (asked?.kind === 'httpRequest')
      run.note.call = askedCall(asked.request, compiled, run.scope);
    record(run, compiled, { outlet: null });
    return { status: 'waiting' };
  }
  const { key } = run;
  const following = go(run, compiled, result.goTo);
  const { trouble } = result;
  const told = trouble ? { error: { ...trouble, action: compiled.action.name } } : {};
  record(run, compiled, { outlet: outletOf(result), durationMs, key, ...told });
  return settle(run, compiled, following);
}

/** Runs the work of an action; what it throws goes to its error exit. */
export function attempt(run: Run, compiled: CompiledAction, work: () => Progress): Progress {
  try {
    return work();
  } catch (thrown) {
    return failWith(run, compiled, errorOf(thrown, compiled));
  }
}
