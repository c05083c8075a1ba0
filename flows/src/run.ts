import type { CompiledAction, CompiledFlow } from './compile.ts';
import type { AuthenticateRequest, FlowEffect } from './effect.model.ts';
import {
  errorName,
  errorOutlet,
  type FlowValue,
  type FlowVariable,
  secureMask,
} from './flow.model.ts';
import type {
  FlowError,
  FlowFrame,
  FlowState,
  FlowSurroundings,
  Outputs,
  TracedCall,
  TraceEntry,
  Values,
} from './run.model.ts';
import type { Sight } from './run-context.ts';
import type { RunScope } from './settings.ts';
import { converted, emptyOf, fit, fitted } from './variable-types.ts';
import { WorkPool } from './work-pool.ts';

/** Subflows as the caller has them ready. Keys name one version, so that a run goes on in the version it began. */
export type FlowLibrary = {
  readonly find: (
    reference: string,
  ) => { readonly key: string; readonly flow: CompiledFlow } | null;
  readonly get: (key: string) => CompiledFlow | null;
};

export const noLibrary: FlowLibrary = { find: () => null, get: () => null };

/** What is noted of the action that is taken. */
export type Note = {
  readonly changed: Record<string, FlowValue>;
  readonly hidden: Record<string, FlowValue>;
  readonly flags: string[];
  call: TracedCall | null;
};

/** A step while it is taken: the state, writable. Local to one call of the interpreter. */
export type Run = {
  readonly root: CompiledFlow;
  readonly library: FlowLibrary;
  readonly scope: RunScope;
  readonly id: string;
  readonly effects: FlowEffect[];
  readonly trace: TraceEntry[] | null;
  readonly showsHidden: boolean;
  /** Participant data follows what the step sets. */
  surroundings: FlowSurroundings;
  flow: CompiledFlow;
  key: string | null;
  at: string | null;
  step: number;
  passes: number;
  variables: Record<string, FlowValue>;
  outputs: Outputs;
  frames: FlowFrame[];
  sessions: Readonly<Record<string, AuthenticateRequest>>;
  error: FlowError | null;
  /** Variables of the flow that hold something secure because of where their values came from. */
  carried: readonly string[];
  /** All variables of the flow whose values are shown to nobody. */
  masked: ReadonlySet<string>;
  maskedData: ReadonlySet<string>;
  note: Note;
  /** What the action that is taken sees; see `run-context.ts`. */
  sight: Sight | null;
};

const emptyNote = (): Note => ({ changed: {}, hidden: {}, flags: [], call: null });

/** Begins the note of the next action; nothing is noted where nobody reads it. */
export const freshNote = (run: Run): void => {
  if (run.trace) run.note = emptyNote();
  else if (run.note.flags.length > 0) run.note.flags.length = 0;
};

const nobody: ReadonlySet<string> = new Set();

const initialOf = (variable: FlowVariable, pool: WorkPool): FlowValue => {
  const empty = emptyOf(variable.type);
  return converted(variable, variable.initial ?? empty, pool)?.value ?? empty;
};

/** Values of the variables of a flow at its start; inputs are taken for variables that are declared as such. */
export const initialValues = (
  flow: CompiledFlow,
  inputs: Values = {},
  pool = new WorkPool(),
): Record<string, FlowValue> => {
  const values: Record<string, FlowValue> = {};
  for (const variable of flow.document.variables) {
    const { name, input } = variable;
    const given = input && Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (given !== undefined) values[name] = fit(variable, given, pool);
    else values[name] = initialOf(variable, pool);
  }
  return values;
};

/** Values of the variables that a flow hands out when it ends. */
export const outputsOf = (flow: CompiledFlow, variables: Values): Values =>
  Object.fromEntries(
    flow.document.variables
      .filter(({ output }) => output)
      .map(({ name }) => [name, variables[name] ?? null]),
  );

const errorValue = ({ code, message, action }: FlowError): FlowValue => ({ code, message, action });

const lookupOf = (run: () => Run, surroundings: FlowSurroundings) => {
  const { values, globals = {} } = surroundings;
  return (name: string): FlowValue | undefined => {
    const { variables, outputs, error } = run();
    if (Object.hasOwn(variables, name)) return variables[name];
    if (Object.hasOwn(outputs, name)) return outputs[name];
    if (Object.hasOwn(values, name)) return values[name];
    if (name === errorName) return error ? errorValue(error) : undefined;
    return Object.hasOwn(globals, name) ? globals[name] : undefined;
  };
};

/** Opens a saved state for a step. Null when the subflow it is in cannot be had any more. */
export const openRun = (
  root: CompiledFlow,
  state: FlowState,
  options: {
    readonly surroundings: FlowSurroundings;
    readonly library: FlowLibrary;
    readonly trace: boolean | 'hidden';
    readonly pool: WorkPool;
  },
): Run | null => {
  const { surroundings, library, trace, pool } = options;
  const flow = state.flow === null ? root : library.get(state.flow);
  if (!flow) return null;
  const { now, timeZone } = surroundings;
  const run: Run = {
    root,
    library,
    surroundings,
    scope: {
      pool,
      lookup: lookupOf(() => run, surroundings),
      hides: (name) => run.masked.has(name),
      ...(now ? { now } : {}),
      ...(timeZone ? { timeZone } : {}),
    },
    id: state.run,
    effects: [],
    trace: trace === false ? null : [],
    showsHidden: trace === 'hidden',
    flow,
    key: state.flow,
    at: state.at,
    step: state.step,
    passes: state.passes ?? state.step,
    variables: { ...state.variables },
    outputs: state.outputs,
    frames: [...state.frames],
    sessions: state.sessions,
    error: state.error,
    carried: state.masked ?? [],
    masked: state.masked?.length ? flow.maskedWith(state.masked) : flow.masked,
    maskedData: state.maskedData?.length ? new Set(state.maskedData) : nobody,
    note: emptyNote(),
    sight: null,
  };
  return run;
};

export const stateOf = (run: Run, awaiting: string | null): FlowState => ({
  run: run.id,
  step: run.step,
  passes: run.passes,
  flow: run.key,
  at: awaiting === null ? null : run.at,
  awaiting,
  variables: run.variables,
  outputs: run.outputs,
  frames: run.frames,
  sessions: run.sessions,
  error: run.error,
  ...(run.carried.length > 0 ? { masked: run.carried } : {}),
  ...(run.maskedData.size > 0 ? { maskedData: [...run.maskedData] } : {}),
});

export const actionAt = (run: Run, id: string | null = run.at): CompiledAction | undefined =>
  id === null ? undefined : run.flow.actions.get(id);

const noteChange = (run: Run, { name }: FlowVariable, value: FlowValue): void => {
  if (!run.trace) return;
  const isMasked = run.masked.has(name);
  run.note.changed[name] = isMasked ? secureMask : value;
  if (isMasked && run.showsHidden) run.note.hidden[name] = value;
};

/** Sets declared variables. @throws ActionFailure when a value does not fit; nothing is set then. */
export const assign = (run: Run, values: Values): void => {
  const fitting: [FlowVariable, FlowValue][] = [];
  for (const name of Object.keys(values)) {
    const variable = run.flow.variables.get(name);
    if (variable) fitting.push([variable, fit(variable, values[name] ?? null, run.scope.pool)]);
  }
  for (const [variable, value] of fitting) {
    run.variables[variable.name] = value;
    noteChange(run, variable, value);
  }
};

/** Sets declared variables to what came from outside; what does not fit leaves them empty, with a remark. */
export const map = (run: Run, values: Values): void => {
  for (const [name, value] of Object.entries(values)) {
    const variable = run.flow.variables.get(name);
    if (!variable) continue;
    const fitting = fitted(variable, value, run.scope.pool);
    const fits = typeof fitting === 'object';
    const kept = fits ? fitting.value : emptyOf(variable.type);
    if (!fits) run.note.flags.push(`variable.type:${name}`);
    run.variables[name] = kept;
    noteChange(run, variable, kept);
  }
};

/** Whether an action's error exit leads somewhere. */
export const errorExit = (run: Run, id: string): string | null =>
  actionAt(run, id)?.next.get(errorOutlet) ?? null;
