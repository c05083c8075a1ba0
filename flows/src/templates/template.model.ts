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

/** One action. Its place follows from its place in the list. */
export const step = (
  type: string,
  id: string,
  more: { readonly name: string; readonly description: string; readonly settings?: FlowSettings },
): Step => ({ id, type, ...more });

const rowHeight = 140;

const placed = (steps: readonly Step[]): FlowAction[] =>
  steps.map(({ settings = {}, ...rest }, index) => ({
    ...rest,
    settings,
    position: { x: 0, y: (index + 1) * rowHeight },
  }));

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
  ...{ language: 1, kind, variables, start: steps[0]?.id ?? null, actions: placed(steps), edges },
});
