import {
  array,
  assert,
  constantFrom,
  dictionary,
  jsonValue,
  oneof,
  property,
  record,
  string,
  tuple,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionDefinitions } from './actions/index.ts';
import { compileFlow } from './compile.ts';
import type { FlowDocument, FlowValue } from './flow.model.ts';
import { surroundings } from './flows.fixture.ts';
import { initialFlowState, stepFlow } from './interpreter.ts';
import type { FlowInput, FlowState, FlowStep } from './run.model.ts';

const ids = constantFrom('a', 'b', 'c');

/** Settings that fit often enough for flows to run far. */
const settingOf = {
  template: constantFrom('{{ v }}', 'x', '{{ 1 / 0 }}', '{{ message.text | upper }}', '["x","y"]'),
  expression: oneof(constantFrom('{{ v }}', '{{ w + 1 }}', '{{ [1, 2] }}', '', '[1]'), jsonValue()),
  text: constantFrom('UTC', 'x', 'text/plain', '08:00', '2026-01-01', '2026-01-01T10:00'),
  integer: constantFrom(1, 2, '{{ v }}'),
  boolean: constantFrom(true, false),
  variable: constantFrom('v', 'w', 'd'),
  path: constantFrom('$', '$.a', '$..*', '$[?@.x == 1]'),
  regex: constantFrom('a+', '(a+)+b'),
  secret: constantFrom({ kind: 'variable', name: 'v' }, { kind: 'insecure', value: 's' }),
  session: constantFrom('Default', 'Other'),
  resource: constantFrom('thing', '{{ v }}'),
} as const;

const settings = (type: string) => {
  const fields = actionDefinitions.find((one) => one.type === type)?.fields ?? [];
  return record(
    Object.fromEntries(
      fields.map((field) => {
        if (field.kind === 'rows')
          return [
            field.name,
            array(
              record(
                Object.fromEntries(
                  field.columns.map((column) => [
                    column.name,
                    column.kind === 'choice'
                      ? constantFrom(...column.choices)
                      : column.kind in settingOf
                        ? settingOf[column.kind as keyof typeof settingOf]
                        : string(),
                  ]),
                ),
              ),
              { minLength: 1, maxLength: 2 },
            ),
          ];
        if (field.kind === 'choice') return [field.name, constantFrom(...field.choices)];
        return [field.name, settingOf[field.kind]];
      }),
    ),
  );
};

const action = constantFrom(...actionDefinitions.map(({ type }) => type)).chain((type) =>
  record({ type: constantFrom(type), settings: settings(type) }),
);

const outlets = constantFrom('next', 'error', 'each', 'done', 'body', 'try', 'catch', 'yes', 'no');

const documents = tuple(
  array(action, { minLength: 1, maxLength: 3 }),
  array(record({ from: ids, outlet: outlets, to: ids }), { maxLength: 5 }),
  constantFrom('inboundMessage', 'bot', 'automation'),
  constantFrom('a', 'b', null),
).map(([actions, edges, kind, onError]): FlowDocument => {
  const named = actions.map((one, index) => {
    const id = 'abc'[index] as string;
    return { ...one, id, name: id };
  });
  const own = new Set(named.map(({ id }) => id));
  const known = edges.filter(({ from, to }) => own.has(from) && own.has(to));
  return {
    language: 1,
    kind: kind as FlowDocument['kind'],
    variables: [
      { name: 'v' },
      { name: 'w', type: 'Integer', initial: 1 },
      { name: 'd', type: 'JSON' },
    ],
    start: 'a',
    onError: onError !== null && own.has(onError) ? onError : null,
    actions: named as unknown as FlowDocument['actions'],
    edges: [...new Map(known.map((edge) => [`${edge.from} ${edge.outlet}`, edge])).values()],
  };
});

const inputs = array(
  oneof(
    record({ kind: constantFrom('result' as const), outlet: outlets, data: jsonValue() }),
    record({
      kind: constantFrom('httpResponse' as const),
      response: record({
        status: constantFrom(200, 404, 503),
        headers: dictionary(string(), string(), { maxKeys: 1 }),
        body: oneof(
          string(),
          jsonValue().map((value) => JSON.stringify(value)),
        ),
      }),
    }),
    record({ kind: constantFrom('failed' as const), code: constantFrom('x'), message: string() }),
    record({ kind: constantFrom('message' as const), text: string() }),
    record({ kind: constantFrom('timer' as const) }),
    record({
      kind: constantFrom('start' as const),
      variables: dictionary(string(), jsonValue(), { maxKeys: 2 }),
    }),
  ),
  { maxLength: 5 },
);

const copy = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

describe('any flow with any inputs', () => {
  it('never throws, gives the same answer twice, and goes on from a saved state as from the live one', () => {
    let ran = 0;
    let waited = 0;
    void assert(
      property(documents, inputs, (document, given) => {
        // What was published under younger checks runs, too.
        const { flow } = compileFlow(document, { published: true });
        if (!flow) return;
        ran += 1;
        let state: FlowState = initialFlowState(flow, { run: 'r' });
        const all: FlowInput[] = [{ kind: 'start' }, ...(copy(given) as FlowInput[])];
        for (const input of all) {
          const options = { input, surroundings, trace: true, budget: 500 } as const;
          const step: FlowStep = stepFlow(flow, state, options);
          expect(copy(step)).toEqual(copy(stepFlow(flow, copy(state), options)));
          expect(new Set(step.effects.map(({ id }) => id)).size).toBe(step.effects.length);
          expect(step.outcome.status === 'waiting').toBe(
            step.state.awaiting !== null && step.effects.length > 0,
          );
          if (step.outcome.status === 'waiting') waited += 1;
          state = step.state;
        }
      }),
      { numRuns: 1500 },
    );
    expect(ran).toBeGreaterThan(150);
    expect(waited).toBeGreaterThan(30);
  });

  it('takes only declared variables from outside', () => {
    void assert(
      property(dictionary(string(), jsonValue()), (given) => {
        const { flow } = compileFlow({
          language: 1,
          kind: 'automation',
          variables: [{ name: 'v', input: true }],
          start: null,
          actions: [],
          edges: [],
        });
        if (!flow) throw new Error('does not compile');
        const variables = given as Record<string, FlowValue>;
        const step = stepFlow(flow, initialFlowState(flow), {
          input: { kind: 'start', variables },
          surroundings,
        });
        expect(Object.keys(step.state.variables)).toEqual(['v']);
      }),
    );
  });
});
