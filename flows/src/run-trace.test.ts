import { describe, expect, it } from 'vitest';
import { action, compiled, flowOf, note, number, path, resume, start } from './flows.fixture.ts';
import { type FlowAction, type FlowDocument, runErrorOf, stepsOf, toTraceWire } from './index.ts';
import type { FlowInput, FlowStep } from './run.model.ts';

const ask = (settings: FlowAction['settings']): FlowAction =>
  action('ask', 'httpRequest', { useAuthenticatedEndpoint: false, ...settings });

const secret = { name: 'key', type: 'String', secure: true, initial: 's3cret-key' } as const;

const listed = (steps: readonly FlowStep[]) =>
  toTraceWire(
    steps.flatMap(({ trace }) => trace.map((entry) => ({ entry, date: '2026-03-05T14:07:00Z' }))),
  );

const answered = (status: number, attempts: number): FlowInput => ({
  kind: 'httpResponse',
  ...{ attempts, durationMs: 30 },
  response: { status, headers: {}, body: '{"n":7}' },
});

const trace = 'hidden' as const;

/** The run of one request, as its trace lists it. */
const called = (settings: FlowAction['settings'], more: Partial<FlowDocument> = {}) => {
  const flow = compiled(
    flowOf({
      ...{
        actions: [ask(settings), note('b', 'b')],
        edges: 'ask.next>b',
        variables: [path, number],
      },
      ...(more as { variables?: FlowDocument['variables'] }),
    }),
  );
  const first = start(flow, { trace });
  const second = resume(flow, first.state, { input: answered(503, 2), trace });
  return { first, second, steps: listed([first, second]) };
};

describe('the trace of a run', () => {
  it('lists an action that waited once, with its request, and counts it once', () => {
    const { first, second, steps } = called({
      requestUrl: 'https://me:pw@api.example/users?token=abc#here',
      queryParameters: [{ name: 'name', value: 'Ada' }],
      parse: [{ variable: 'n', path: '$.n' }],
    });
    expect(listed([first])).toMatchObject([
      { step: 1, outlet: null, call: { method: 'GET', status: null, attempts: null } },
    ]);
    expect(steps).toMatchObject([
      { step: 1, action: 'ask', outlet: 'next', durationMs: 30, changed: { n: 7 } },
      { step: 2, action: 'b', outlet: 'next', changed: { path: 'b' } },
    ]);
    expect(steps[0]?.call).toEqual({
      ...{ method: 'GET', status: 503, attempts: 2 },
      address: 'https://api.example/users?token=•••&name=•••',
    });
    expect(steps[1]).not.toHaveProperty('call');
    expect(stepsOf(second.state)).toBe(steps.length);
  });

  it('shows nothing of an address that is made of something secure', () => {
    const variables = [path, number, secret];
    const { steps } = called({ requestUrl: 'https://api.example/{{ key }}/users' }, { variables });
    expect(steps[0]?.call?.address).toBe('https://api.example/•••/users');
    const session = { useAuthenticatedEndpoint: true, authentication: 'connector' };
    const over = called(
      { ...session, connector: 'Shop', requestPath: '/orders/{{ path }}?a=1' },
      { variables },
    );
    expect(over.steps[0]?.call?.address).toBe('Shop: /orders/?a=•••');
    expect(JSON.stringify([steps, over.steps])).not.toContain('s3cret');
  });

  it('tells the attempts of a request that nobody answered, and what its error is about', () => {
    const flow = compiled(flowOf({ actions: [ask({ requestUrl: 'https://api.example/' })] }));
    const first = start(flow, { trace });
    const params = { host: 'api.example', ms: '2000' };
    const failed = { kind: 'failed', code: 'http.timeout', message: 'late', params } as const;
    const second = resume(flow, first.state, { input: { ...failed, attempts: 1 }, trace });
    expect(listed([first, second])).toMatchObject([
      { call: { status: null, attempts: 1 }, error: { code: 'http.timeout', params } },
    ]);
    expect(runErrorOf(second)).toMatchObject({ code: 'http.timeout', params, action: 'ask' });
  });

  it('keeps the steps of an older run apart', () => {
    const { first, second } = called({ requestUrl: 'https://api.example/' });
    const older = [first, second].map((step) => ({
      ...step,
      trace: step.trace.map(({ pass: _, call: __, ...entry }) => entry),
    }));
    expect(listed(older).map(({ step, outlet }) => [step, outlet])).toEqual([
      [1, null],
      [2, 'next'],
      [3, 'next'],
    ]);
  });

  it('counts on from the steps of a state that an older version saved', () => {
    const flow = compiled(flowOf({ actions: [ask({ requestUrl: 'https://api.example/' })] }));
    const { passes: _, ...state } = start(flow).state;
    expect(stepsOf(resume(flow, state, { input: answered(200, 1) }).state)).toBe(1);
  });
});

describe('the time of a step', () => {
  /** A clock that goes on by so much whenever it is looked at. */
  const ticking = (ms: number) => {
    let now = 0;
    return () => {
      now += ms;
      return now;
    };
  };
  const loop = compiled(
    flowOf({
      actions: [note('a', 'a'), note('b', 'b')],
      edges: 'a.next>b b.next>a',
      variables: [path],
    }),
    { published: true },
  );

  it('ends the run with an error of its own, whatever takes its errors', () => {
    const step = start(loop, { time: { monotonicMs: ticking(100) } });
    expect(step.outcome).toMatchObject({ status: 'failed', code: 'step.time' });
    expect(step.state.step).toBeGreaterThan(1000);
    expect(runErrorOf(step)?.message).toBe('A step of the run took longer than 3 seconds.');
  });

  it('is looked at in the middle of a template and of a path', () => {
    const list = Array.from({ length: 3_000 }, (_, n) => n);
    const document = { name: 'list', type: 'JSON', initial: list } as const;
    const sorted = action('sort', 'setVariable', {
      assignments: [{ variable: 'path', value: '{{ list | sort | reverse | sort | join(",") }}' }],
    });
    const found = action('find', 'parse', {
      ...{ input: JSON.stringify({ list }), type: 'JSON' },
      parse: [{ variable: 'path', path: '$..[?@ > 2998]' }],
    });
    for (const slow of [sorted, found]) {
      const flow = compiled(flowOf({ actions: [slow], variables: [path, document] }));
      const { outcome } = start(flow, { time: { mostMs: 2_500, monotonicMs: ticking(1_000) } });
      expect([slow.id, outcome]).toEqual([
        slow.id,
        { status: 'failed', code: 'step.time', action: slow.id },
      ]);
      expect(start(flow).outcome.status).toBe('ended');
    }
  });
});
