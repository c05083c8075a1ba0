import type { FlowVariable, Json } from '../document/flow-document.ts';
import type { RunState } from '../document/trace.ts';
import { readInitial, typedInitial } from '../document/variables.ts';
import type { Execution } from './run-api.ts';

export const TONES = {
  waiting: 'warning',
  running: 'warning',
  ended: 'good',
  failed: 'bad',
  stopped: 'neutral',
} as const satisfies Readonly<Record<Execution['status'], string>>;

/** How a run stands in a badge: one that ended at an exit nothing is connected to, after something went wrong, is not well. */
export const badgeOf = ({
  status,
  error,
}: {
  readonly status: Execution['status'];
  readonly error: object | null;
}) =>
  status === 'ended' && error !== null
    ? ({ tone: 'warning', text: 'runs.endedOpen' } as const)
    : ({ tone: TONES[status], text: `runs.status.${status}` } as const);

/** Whether the run may still change. */
export const isOpen = ({ status }: Pick<Execution, 'status'>): boolean =>
  status === 'waiting' || status === 'running';

/** How the run stands, for what is drawn of it. */
export const stateOf = ({ status }: Pick<Execution, 'status'>): RunState =>
  status === 'waiting' || status === 'running' ? 'open' : status;

/** How often what may change is asked for while it is looked at. */
export const WATCH_MS = 2000;
/** How often it is asked whether something began by itself. */
export const CALM_MS = 5000;

/** Variables that whoever starts the flow fills. */
export const inputsOf = (variables: readonly FlowVariable[]): readonly FlowVariable[] =>
  variables.filter(({ input }) => input);

export const firstInputs = (variables: readonly FlowVariable[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    inputsOf(variables).map((variable) => [variable.name, typedInitial(variable)]),
  );

/** What was typed, in the types of the variables; names of those that do not fit in `wrong`. */
export const readInputs = (
  variables: readonly FlowVariable[],
  typed: Readonly<Record<string, string>>,
): { readonly values: Readonly<Record<string, Json>>; readonly wrong: ReadonlySet<string> } => {
  const values: Record<string, Json> = {};
  const wrong = new Set<string>();
  for (const { name, type } of inputsOf(variables)) {
    const read = readInitial(type, typed[name] ?? '');
    if (!read) wrong.add(name);
    else if (read.value !== undefined) values[name] = read.value;
  }
  return { values, wrong };
};

/** The values of all variables after a step: what was set last counts. */
export const valuesAfter = (
  start: Readonly<Record<string, unknown>>,
  trace: readonly {
    readonly flow: string | null;
    readonly changed: Readonly<Record<string, unknown>>;
  }[],
  steps: number,
): Readonly<Record<string, unknown>> =>
  Object.assign(
    { ...start },
    ...trace
      .slice(0, steps)
      .filter(({ flow }) => flow === null)
      .map(({ changed }) => changed),
  );
