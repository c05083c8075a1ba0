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
  readonly outcome: 'passed' | 'failed' | 'waiting';
  readonly durationMs: number | null;
};
export type EdgeMark = { readonly passes: number; readonly durationMs: number | null };

export type Marks = {
  readonly actions: ReadonlyMap<string, ActionMark>;
  readonly edges: ReadonlyMap<string, EdgeMark>;
};

const longer = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);

const outcomeOf = (step: TraceStep): ActionMark['outcome'] => {
  if (step.error) return 'failed';
  return step.outlet === null && step.durationMs === null ? 'waiting' : 'passed';
};

/**
 * How a run went over the canvas: by action and by edge how often and how long at most, in milliseconds.
 * Steps of subflows stand in other documents and are left out.
 */
export const marksOf = (document: FlowDocument, trace: readonly TraceStep[]): Marks => {
  const actions = new Map<string, ActionMark>();
  const edges = new Map<string, EdgeMark>();
  const drawn = new Set(document.edges.map(edgeId));
  for (const step of trace) {
    if (step.flow !== null) continue;
    const before = actions.get(step.action);
    actions.set(step.action, {
      passes: (before?.passes ?? 0) + 1,
      outcome: outcomeOf(step),
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
