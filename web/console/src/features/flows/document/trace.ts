import { edgeId, type FlowDocument } from './flow-document.ts';

/** One step of an execution, as far as it is drawn. */
export type TraceStep = {
  readonly step: number;
  readonly flow: string | null;
  readonly action: string;
  readonly outlet: string | null;
  readonly durationMs: number | null;
  readonly error: { readonly code: string } | null;
};

export type ActionMark = {
  /** How often the run came here. */
  readonly passes: number;
  readonly outcome: 'passed' | 'failed' | 'waiting' | 'stopped';
  readonly durationMs: number | null;
};
export type EdgeMark = { readonly passes: number; readonly durationMs: number | null };

export type Marks = {
  readonly actions: ReadonlyMap<string, ActionMark>;
  readonly edges: ReadonlyMap<string, EdgeMark>;
};

const longer = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);

/** How a run stands: what the action it is in, or ended in, has come to. */
export type RunState = 'open' | 'ended' | 'failed' | 'stopped';
const LAST = {
  open: 'waiting',
  ended: 'passed',
  failed: 'failed',
  stopped: 'stopped',
} as const satisfies Readonly<Record<RunState, ActionMark['outcome']>>;

const outcomeOf = (step: TraceStep, state: RunState): ActionMark['outcome'] => {
  if (step.error) return 'failed';
  return step.outlet === null && step.durationMs === null ? LAST[state] : 'passed';
};

type Carried = {
  readonly changed?: object;
  readonly flags?: readonly string[];
  readonly call?: object;
};

const joined = <Step extends TraceStep & Carried>(first: Step, answer: Step): Step => ({
  ...answer,
  step: first.step,
  durationMs: longer(first.durationMs, answer.durationMs),
  ...(first.changed ? { changed: { ...first.changed, ...answer.changed } } : {}),
  ...(first.call && !answer.call ? { call: first.call } : {}),
  ...(first.flags ? { flags: [...new Set([...first.flags, ...(answer.flags ?? [])])] } : {}),
});

/** The steps with what waits and what answers it as one: a run records both, and passes once. */
export const joinedSteps = <Step extends TraceStep & Carried>(
  trace: readonly Step[],
): readonly Step[] => {
  const steps: Step[] = [];
  for (const step of trace) {
    const before = steps.at(-1);
    const goesOn =
      before?.action === step.action &&
      before.flow === step.flow &&
      before.outlet === null &&
      before.error === null;
    if (before && goesOn) steps[steps.length - 1] = joined(before, step);
    else steps.push(step);
  }
  return steps;
};

/**
 * The joined steps as a list shows them. Where nothing was joined they keep their numbers, which tell how many before
 * them are not kept; else they are counted anew.
 */
export const shownSteps = <Step extends TraceStep & Carried>(
  trace: readonly Step[],
): readonly Step[] => {
  const joined = joinedSteps(trace);
  if (joined.length === trace.length) return joined;
  return joined.map((entry, index) => ({ ...entry, step: index + 1 }));
};

/**
 * How a run went over the canvas: by action and by edge how often and how long at most, in milliseconds.
 * Steps of subflows stand in other documents and are left out.
 */
export const marksOf = (
  document: FlowDocument,
  trace: readonly TraceStep[],
  state: RunState = 'open',
): Marks => {
  const actions = new Map<string, ActionMark>();
  const edges = new Map<string, EdgeMark>();
  const drawn = new Set(document.edges.map(edgeId));
  for (const step of joinedSteps(trace.filter(({ flow }) => flow === null))) {
    const before = actions.get(step.action);
    actions.set(step.action, {
      passes: (before?.passes ?? 0) + 1,
      outcome: outcomeOf(step, state),
      durationMs: longer(before?.durationMs ?? null, step.durationMs),
    });
    if (step.outlet === null) continue;
    const id = edgeId({ from: step.action, outlet: step.outlet });
    if (!drawn.has(id)) continue;
    const edge = edges.get(id);
    edges.set(id, {
      passes: (edge?.passes ?? 0) + 1,
      durationMs: longer(edge?.durationMs ?? null, step.durationMs),
    });
  }
  return { actions, edges };
};
