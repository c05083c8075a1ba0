import { describe, expect, it } from 'vitest';
import { compileFlow } from './compile.ts';
import type { FlowAction, FlowDocument } from './flow.model.ts';
import { initialFlowState, stepFlow } from './interpreter.ts';
import { maskedNames } from './masked-names.ts';

const names = ['one', 'two', 'three', 'plain', 'fresh', 'item'] as const;

const action = (id: string, type: string, settings: FlowAction['settings']): FlowAction => ({
  ...{ id, type, name: id, settings },
});

const assign = (id: string, ...rows: (readonly [string, string])[]) =>
  action(id, 'setVariable', {
    assignments: rows.map(([variable, value]) => ({ variable, value })),
  });

/** Copies stand before what they copy: order says nothing in a flow with circles. */
const actions = [
  assign('third', ['three', 'x{{ two }}x']),
  assign('second', ['two', '{{ one | upper }}']),
  assign('first', ['one', '{{ pin }}'], ['plain', 'in the open'], ['fresh', '{{ plain }}']),
  action('each', 'forEach', { list: "{{ ['a', pin] }}", item: 'item' }),
];

const document: FlowDocument = {
  ...{ language: 1, kind: 'automation', start: 'first', actions },
  variables: [
    { name: 'pin', type: 'String', secure: true, initial: 'planted-secret' },
    ...names.map((name) => ({ name, type: 'String' as const })),
  ],
  edges: [
    { from: 'first', outlet: 'next', to: 'second' },
    { from: 'second', outlet: 'next', to: 'third' },
    { from: 'third', outlet: 'next', to: 'each' },
  ],
};

describe('values that come from secure variables', () => {
  it('are masked in the trace wherever a flow copies them to, and shown to who may see them', () => {
    const { flow } = compileFlow(document);
    if (!flow) throw new Error('not compiled');
    const step = (trace: true | 'hidden') =>
      stepFlow(flow, initialFlowState(flow, { run: 'r' }), {
        input: { kind: 'start' },
        surroundings: { participantData: {}, values: {} },
        trace,
      });
    const { trace } = step(true);
    expect(trace.slice(0, 4).map(({ changed }) => changed)).toMatchObject([
      { one: '•••', plain: 'in the open', fresh: 'in the open' },
      { two: '•••' },
      { three: '•••' },
      { item: '•••' },
    ]);
    expect(JSON.stringify(trace).toLowerCase()).not.toContain('planted-secret');
    expect(step('hidden').trace[2]?.hidden).toEqual({ three: 'xPLANTED-SECRETx' });
  });

  it('are none where nothing is secure', () => {
    const variables = document.variables.map(({ secure: _, ...variable }) => variable);
    const { flow } = compileFlow({ ...document, variables });
    expect([...(flow?.masked ?? ['not compiled'])]).toEqual([]);
  });

  it('are found in time that grows with the document, however long the chain of copies', () => {
    const length = 60_000;
    const variables = Array.from({ length }, (_, index) => ({
      ...{ name: `v${index}`, type: 'String' as const },
      secure: index === 0,
    }));
    // The last copy comes first: read in order, each pass over the rows would find one more variable.
    const rows = Array.from({ length: length - 1 }, (_, index) => {
      const at = length - 1 - index;
      return [`v${at}`, `{{ v${at - 1} }}`] as const;
    });
    expect(maskedNames({ ...document, variables, actions: [assign('all', ...rows)] }).size).toBe(
      length,
    );
  });
});
