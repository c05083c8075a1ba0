import { describe, expect, it } from 'vitest';
import { readInputs, valuesAfter } from '../runs/run-rules.ts';
import { action, documentOf } from './designer.fixture.ts';
import { problemsAt, severitiesOf } from './problems.ts';
import { joinedSteps, marksOf, type TraceStep } from './trace.ts';
import { objectionTo, readInitial } from './variables.ts';

const step = (number: number, name: string, rest: Partial<TraceStep> = {}): TraceStep => ({
  step: number,
  flow: null,
  action: name,
  outlet: 'next',
  durationMs: 10,
  error: null,
  ...rest,
});
const document = documentOf([action('a', 'say'), action('b', 'say')], {
  edges: [{ from: 'a', outlet: 'next', to: 'b' }],
});

describe('a run on the canvas', () => {
  it('marks actions and edges with passes, outcome and the longest time', () => {
    const { actions, edges } = marksOf(document, [
      step(1, 'a'),
      step(2, 'b', { outlet: 'error', error: { code: 'x' } }),
      step(3, 'a', { durationMs: 30 }),
      step(4, 'b', { outlet: null, durationMs: null }),
      step(5, 'a', { flow: 'sub' }),
    ]);
    expect(actions.get('a')).toEqual({ passes: 2, outcome: 'passed', durationMs: 30 });
    expect(actions.get('b')).toEqual({ passes: 2, outcome: 'waiting', durationMs: 10 });
    expect([...edges]).toEqual([['a next', { passes: 2, durationMs: 30 }]]);
    expect(
      marksOf(document, [step(1, 'b', { error: { code: 'x' } })]).actions.get('b'),
    ).toMatchObject({ outcome: 'failed' });
  });

  it('takes what waits and what answers it as one pass', () => {
    const waits = { outlet: null, durationMs: null };
    const trace = [
      { ...step(1, 'a', waits), changed: { x: 1 }, flags: ['f'] },
      { ...step(2, 'a'), changed: { y: 2 }, flags: [] },
      { ...step(3, 'a', waits), changed: {}, flags: [] },
    ];
    expect(joinedSteps(trace)).toEqual([
      { ...step(1, 'a'), changed: { x: 1, y: 2 }, flags: ['f'] },
      trace[2],
    ]);
    expect(marksOf(document, trace.slice(0, 2)).actions.get('a')).toEqual({
      passes: 1,
      outcome: 'passed',
      durationMs: 10,
    });
  });

  it.each([
    ['open', 'waiting'],
    ['ended', 'passed'],
    ['failed', 'failed'],
    ['stopped', 'stopped'],
  ] as const)('shows in an %s run the action it is in as %s', (state, outcome) => {
    const trace = [step(1, 'a'), step(2, 'b', { outlet: null, durationMs: null })];
    const { actions } = marksOf(document, trace, state);
    expect(actions.get('a')?.outcome).toBe('passed');
    expect(actions.get('b')?.outcome).toBe(outcome);
  });

  it('shows what the variables held after a step', () => {
    const trace = [
      { flow: null, changed: { a: 1 } },
      { flow: 'sub', changed: { a: 9 } },
      { flow: null, changed: { a: 2, b: 3 } },
    ];
    expect(valuesAfter({ z: 0 }, trace, 2)).toEqual({ z: 0, a: 1 });
    expect(valuesAfter({ z: 0 }, trace, 3)).toEqual({ z: 0, a: 2, b: 3 });
  });
});

describe('inputs of a run', () => {
  it('are read in the types of their variables', () => {
    const variables = [
      { name: 'count', type: 'Integer', input: true },
      { name: 'list', type: 'JSON', input: true },
      { name: 'inner', type: 'String' },
    ] as const;
    expect(readInputs(variables, { count: '5', list: '[1]', inner: 'x' })).toEqual({
      values: { count: 5, list: [1] },
      wrong: new Set(),
    });
    expect(readInputs(variables, { count: 'x', list: '[' }).wrong).toEqual(
      new Set(['count', 'list']),
    );
  });
});

describe('variables', () => {
  it.each([
    ['Integer', '12', 12],
    ['Decimal', '1.5', 1.5],
    ['Boolean', 'TRUE', true],
    ['JSON', '{"a":1}', { a: 1 }],
    ['String', '12', '12'],
    ['Integer', ' ', undefined],
  ] as const)('%s takes %s', (type, text, value) => {
    expect(readInitial(type, text)).toEqual({ value });
  });

  it.each([
    ['Integer', '1.5'],
    ['Decimal', 'x'],
    ['Boolean', 'yes'],
    ['JSON', '{'],
    ['DateTime', 'soon'],
  ] as const)('%s refuses %s', (type, text) => {
    expect(readInitial(type, text)).toBeNull();
  });

  it('have names of their own', () => {
    expect(objectionTo('a1', [{ name: 'b' }])).toBeNull();
    expect(objectionTo('1a', [])).toBe('form');
    expect(objectionTo('message', [])).toBe('reserved');
    expect(objectionTo('b', [{ name: 'b' }])).toBe('taken');
  });
});

describe('problems', () => {
  const problem = (severity: 'error' | 'recommendation', place: object) => ({
    code: 'FC1015',
    severity,
    message: '',
    ...place,
  });

  it('mark an action by the worst of them', () => {
    const found = severitiesOf([
      problem('error', { action: 'a' }),
      problem('recommendation', { action: 'a' }),
      problem('recommendation', { action: 'b' }),
      problem('error', {}),
    ]);
    expect([...found]).toEqual([
      ['a', 'error'],
      ['b', 'recommendation'],
    ]);
  });

  it('stand at their field, row and column', () => {
    const all = [
      problem('recommendation', { field: 'x' }),
      problem('error', { field: 'x' }),
      problem('error', { field: 'x', row: 1, column: 'y' }),
    ];
    expect(problemsAt(all, { field: 'x' })).toEqual([all[1], all[0]]);
    expect(problemsAt(all, { field: 'x', row: 1, column: 'y' })).toEqual([all[2]]);
    expect(problemsAt(all, { field: 'x', row: 0, column: 'y' })).toEqual([]);
  });
});
