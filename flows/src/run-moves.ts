import { ActionFailure } from './action-failure.ts';
import type { ActionResult } from './actions/action.types.ts';
import type { FlowError, FlowFrame, Values } from './run.model.ts';
import { actionAt, errorExit, initialValues, outputsOf, type Run } from './run.ts';
import { contextOf } from './run-context.ts';
import { setMask } from './run-masks.ts';

/** Bounds of a run: deeper nesting is a flow that calls itself. */
export const runLimits = {
  frames: 64,
  subflows: 8,
  /** Characters of a saved state. */
  state: 1024 * 1024,
  /** Steps of a run over all its inputs. */
  steps: 1_000_000,
} as const;

type CallFrame = Extract<FlowFrame, { kind: 'call' }>;

/** The innermost frame of the action in the flow that runs; frames of bodies left by a jump are dropped. */
export const frameOf = (run: Run, action: string): FlowFrame | null => {
  for (let index = run.frames.length - 1; index >= 0; index -= 1) {
    const frame = run.frames[index] as FlowFrame;
    if (frame.kind === 'call' || frame.kind === 'handler') return null;
    if (frame.at !== action) continue;
    run.frames.length = index + 1;
    return frame;
  }
  return null;
};

/** Bodies at whose end their action is come to again. */
const isReturning = (
  frame: FlowFrame,
): frame is Extract<FlowFrame, { kind: 'forEach' | 'while' | 'aside' }> =>
  frame.kind === 'forEach' || frame.kind === 'while' || frame.kind === 'aside';

/** The action that failed itself has left its own body: its error exit lies outside of it. */
const dropOwnBody = (run: Run, at: string): void => {
  const top = run.frames.at(-1);
  if (top && isReturning(top) && top.at === at) run.frames.pop();
};

const push = (run: Run, frame: FlowFrame): void => {
  if (run.frames.length >= runLimits.frames)
    throw new ActionFailure('depth', 'Loops and subflows are nested too deep.');
  run.frames.push(frame);
};

/** Enters a body; a frame the same action had is replaced. */
export const enterFrame = (run: Run, frame: FlowFrame): void => {
  const top = run.frames.at(-1);
  if (top && 'at' in top && 'at' in frame && top.at === frame.at && top.kind !== 'call')
    run.frames.pop();
  push(run, frame);
};

/** Goes into a subflow. @throws ActionFailure `subflow.unknown`, `subflow.kind`, `depth`, `variable.type`. */
export const enterSubflow = (
  run: Run,
  at: string,
  call: { flow: string; inputs: Values; masked?: readonly string[] },
): void => {
  const found = run.library.find(call.flow);
  if (!found) throw new ActionFailure('subflow.unknown', 'There is no such published flow.');
  if (found.flow.document.kind !== run.flow.document.kind)
    throw new ActionFailure('subflow.kind', 'A flow calls only flows of its own kind.');
  const depth = run.frames.filter(({ kind }) => kind === 'call').length;
  if (depth >= runLimits.subflows)
    throw new ActionFailure(
      'depth',
      `Subflows call each other at most ${runLimits.subflows} deep.`,
      { most: String(runLimits.subflows) },
    );
  const variables = initialValues(found.flow, call.inputs, run.scope.pool);
  push(run, {
    kind: 'call',
    at,
    caller: run.key,
    variables: run.variables,
    outputs: run.outputs,
    sessions: run.sessions,
    ...(run.carried.length > 0 ? { masked: run.carried } : {}),
  });
  run.flow = found.flow;
  setMask(run, call.masked ?? []);
  run.key = found.key;
  run.variables = variables;
  run.outputs = {};
  run.at = found.flow.document.start;
};

/** Back in the flow that called. False when that flow cannot be had any more. */
const restore = (run: Run, frame: CallFrame): boolean => {
  const flow = frame.caller === null ? run.root : run.library.get(frame.caller);
  if (!flow) return false;
  run.flow = flow;
  setMask(run, frame.masked ?? []);
  run.key = frame.caller;
  run.variables = { ...frame.variables };
  run.outputs = frame.outputs;
  // What a subflow signs in is its own: nobody's calls and secrets go to where another flow has signed in.
  if (frame.sessions) run.sessions = frame.sessions;
  run.at = frame.at;
  return true;
};

/** What follows the end of a body: an action, a subflow's result, or the end of the run; `lost`: no flow to return to. */
export type Following =
  | 'on'
  | 'ended'
  | 'lost'
  | { readonly returned: ActionResult; readonly at: string };

const returnFrom = (run: Run, frame: CallFrame): Following => {
  const outputs = outputsOf(run.flow, run.variables);
  const { masked } = run;
  if (!restore(run, frame)) return 'lost';
  const compiled = actionAt(run);
  const returned = compiled?.definition.returned?.(contextOf(run, compiled, null), {
    ...{ outputs, hides: (name: string) => masked.has(name) },
  });
  return { returned: returned ?? { goTo: { outlet: 'next' } }, at: frame.at };
};

/** The body that runs has come to its end. */
export const endBody = (run: Run): Following => {
  for (;;) {
    const frame = run.frames.at(-1);
    if (!frame) return 'ended';
    if (isReturning(frame)) {
      run.at = frame.at;
      return 'on';
    }
    run.frames.pop();
    if (frame.kind === 'call') return returnFrom(run, frame);
    if (frame.kind === 'handler') continue;
    const next = actionAt(run, frame.at)?.next.get('next');
    if (next === undefined) continue;
    run.at = next;
    return 'on';
  }
};

/** The flow that runs is left: all its bodies end. */
export const endFlow = (run: Run): Following => {
  while (run.frames.length > 0 && run.frames.at(-1)?.kind !== 'call') run.frames.pop();
  return endBody(run);
};

/** The innermost loop of the flow that runs is left. @throws ActionFailure `loop.none` outside of loops. */
export const leaveLoop = (run: Run): Following => {
  for (let index = run.frames.length - 1; index >= 0; index -= 1) {
    const frame = run.frames[index] as FlowFrame;
    if (frame.kind === 'call' || frame.kind === 'handler' || frame.kind === 'aside') break;
    if (frame.kind !== 'forEach' && frame.kind !== 'while') continue;
    run.frames.length = index;
    return follow(run, frame.at, 'done');
  }
  throw new ActionFailure('loop.none', 'There is no loop to leave here.');
};

/** Leaves an action by an outlet; without an edge there the body has come to its end. */
export const follow = (run: Run, from: string, outlet: string): Following => {
  const next = actionAt(run, from)?.next.get(outlet);
  if (next === undefined) return endBody(run);
  run.at = next;
  return 'on';
};

/**
 * An action failed: the run goes on at its error exit, else at the innermost catch, else at the handover it runs beside,
 * else at the global error handler, else the same in the flow that called.
 * @returns false when nobody takes the error.
 */
export const raise = (run: Run, at: string, error: FlowError): Following | false => {
  run.error = error;
  dropOwnBody(run, at);
  const exit = errorExit(run, at);
  if (exit !== null) {
    run.at = exit;
    return 'on';
  }
  let handled = false;
  for (;;) {
    const frame = run.frames.pop();
    if (frame?.kind === 'try') {
      run.frames.push({ kind: 'catch', at: frame.at });
      return follow(run, frame.at, 'catch');
    }
    if (frame?.kind === 'aside') {
      run.frames.push(frame);
      run.at = frame.at;
      return 'on';
    }
    if (frame?.kind === 'handler') handled = true;
    if (frame && frame.kind !== 'call') continue;
    const handler = run.flow.document.onError ?? null;
    if (!handled && handler !== null) {
      if (frame) run.frames.push(frame);
      run.frames.push({ kind: 'handler' });
      run.at = handler;
      return 'on';
    }
    if (!frame || !restore(run, frame)) return false;
    handled = false;
    const exitOfCaller = errorExit(run, frame.at);
    if (exitOfCaller === null) continue;
    run.at = exitOfCaller;
    return 'on';
  }
};
