import { type CompiledFlow, type CompileOptions, compileFlow } from './compile.ts';
import type { FlowAction, FlowDocument, FlowEdge, FlowSettings } from './flow.model.ts';
import { initialFlowState, type StepOptions, stepFlow } from './interpreter.ts';
import type { FlowInput, FlowState, FlowStep, FlowSurroundings } from './run.model.ts';

export const action = (id: string, type: string, settings: FlowSettings = {}): FlowAction => ({
  id,
  type,
  name: id,
  settings,
});

/** `a.next>b` is the edge from a's outlet `next` to b; several stand one after the other. */
export const edgesOf = (text: string): FlowEdge[] =>
  text
    .split(/\s+/)
    .filter((edge) => edge !== '')
    .map((edge) => {
      const [from = '', outlet = '', to = ''] = edge.split(/[.>]/);
      return { from, outlet, to };
    });

export const flowOf = ({
  edges = '',
  ...parts
}: Partial<Omit<FlowDocument, 'edges'>> & { readonly edges?: string }): FlowDocument => ({
  language: 1,
  kind: 'automation',
  variables: [],
  start: parts.actions?.[0]?.id ?? null,
  actions: [],
  ...parts,
  edges: edgesOf(edges),
});

export const compiled = (document: FlowDocument, options?: CompileOptions): CompiledFlow => {
  const { flow, problems } = compileFlow(document, options);
  if (!flow) throw new Error(JSON.stringify(problems));
  return flow;
};

export const now = new Date('2026-03-05T14:07:00Z');

export const surroundings: FlowSurroundings = {
  participantData: {},
  values: { 'message.text': 'hi' },
  now,
};

type More = Partial<Omit<StepOptions, 'input'>>;

export const start = (flow: CompiledFlow, more: More = {}): FlowStep =>
  stepFlow(flow, initialFlowState(flow, { run: 'run' }), {
    surroundings,
    input: { kind: 'start' },
    ...more,
  });

export const resume = (
  flow: CompiledFlow,
  state: FlowState,
  { input, ...more }: More & { readonly input: FlowInput },
): FlowStep => stepFlow(flow, state, { surroundings, input, ...more });

/** An action that notes which way the run took. */
export const note = (id: string, text: string): FlowAction =>
  action(id, 'setVariable', { assignments: [{ variable: 'path', value: `{{ path }}${text}` }] });

/** Fails when it is taken. */
export const failing = (id: string): FlowAction =>
  action(id, 'setVariable', { assignments: [{ variable: 'n', value: '{{ path + 1 }}' }] });

export const path = { name: 'path', type: 'String', initial: '' } as const;
export const number = { name: 'n', type: 'Integer', initial: 0 } as const;
export const item = { name: 'item' } as const;
