import type {
  FlowAction,
  FlowDocument,
  FlowEdge,
  FlowKind,
  FlowSettings,
  FlowVariable,
} from '../flow.model.ts';

/** A flow to begin with: it can be published and run as it is. */
export type FlowTemplateFile = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly document: FlowDocument;
};

type Step = Omit<FlowAction, 'settings' | 'position'> & { readonly settings?: FlowSettings };

/** One action. Its place follows from the edges. */
export const step = (
  type: string,
  id: string,
  more: { readonly name: string; readonly description: string; readonly settings?: FlowSettings },
): Step => ({ id, type, ...more });

/** Room for a box with many exits and for the edges between; every place lies on the designer's grid. */
const columnWidth = 320;
const rowHeight = 240;

/** How many edges lead to each action at least, from the first; what no edge leads to stands with the first. */
const ranksOf = (steps: readonly Step[], edges: readonly FlowEdge[]): Map<string, number> => {
  const first = steps[0]?.id;
  const ranks = new Map<string, number>(first === undefined ? [] : [[first, 0]]);
  // A map goes on with what is added while it is walked through.
  for (const [id, rank] of ranks)
    for (const { from, to } of edges) if (from === id && !ranks.has(to)) ranks.set(to, rank + 1);
  return ranks;
};

/** From left to right; actions that are as far from the first stand below each other. */
const placed = (steps: readonly Step[], edges: readonly FlowEdge[]): FlowAction[] => {
  const ranks = ranksOf(steps, edges);
  const filled = new Map<number, number>();
  return steps.map(({ settings = {}, ...rest }) => {
    const rank = ranks.get(rest.id) ?? 0;
    const row = filled.get(rank) ?? 0;
    filled.set(rank, row + 1);
    return { ...rest, settings, position: { x: rank * columnWidth, y: row * rowHeight } };
  });
};

/** Each action leads to the one after it. */
const inARow = (steps: readonly Step[]): FlowEdge[] =>
  steps.slice(1).map(({ id }, index) => ({
    ...{ from: steps[index]?.id ?? '', outlet: 'next', to: id },
  }));

export const documentOf = ({
  kind,
  variables = [],
  steps,
  edges = inARow(steps),
}: {
  readonly kind: FlowKind;
  readonly variables?: readonly FlowVariable[];
  readonly steps: readonly Step[];
  /** In the order of the steps when left out. */
  readonly edges?: readonly FlowEdge[];
}): FlowDocument => ({
  ...{
    language: 1,
    kind,
    variables,
    start: steps[0]?.id ?? null,
    actions: placed(steps, edges),
    edges,
  },
});
