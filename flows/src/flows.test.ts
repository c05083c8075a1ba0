import { array, assert, constantFrom, jsonValue, property, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actionDefinitions,
  type CompiledFlow,
  checkDocument,
  compileFlow,
  type FlowDocument,
  type FlowInput,
  type FlowState,
  initialFlowState,
  stepBudget,
  stepFlow,
} from './index.ts';

const flowOf = (parts: Partial<FlowDocument>): FlowDocument => ({
  language: 1,
  kind: 'inboundMessage',
  variables: [],
  start: parts.actions?.[0]?.id ?? null,
  actions: [],
  edges: [],
  ...parts,
});

const action = (
  id: string,
  type: string,
  settings: FlowDocument['actions'][number]['settings'] = {},
) => ({
  id,
  type,
  name: id,
  settings,
});

const compiled = (document: FlowDocument): CompiledFlow => {
  const { flow, problems } = compileFlow(document);
  expect(problems).toEqual([]);
  return flow as CompiledFlow;
};

const start = (flow: CompiledFlow, participantData: Record<string, string> = {}, text = '') =>
  stepFlow(flow, initialFlowState(flow), {
    input: { kind: 'start' },
    surroundings: { participantData, values: { 'message.text': text } },
  });

const resume = (flow: CompiledFlow, state: FlowState, input: FlowInput) =>
  stepFlow(flow, state, { input, surroundings: { participantData: {}, values: {} } });

const routed = flowOf({
  variables: [{ name: 'queueId' }, { name: 'skills' }, { name: 'language' }, { name: 'priority' }],
  actions: [
    action('hello', 'sendResponse', { text: 'Connected, {{ message.text }}' }),
    action('data', 'getParticipantData', {
      attributes: [
        { name: 'queueId', variable: 'queueId' },
        { name: 'mySkills', variable: 'skills' },
        { name: 'myLanguage', variable: 'language' },
        { name: 'priority', variable: 'priority' },
      ],
    }),
    action('acd', 'transferToAcd', {
      queue: '{{queueId}}',
      skills: '{{skills}}',
      language: '{{language}}',
      priority: '{{priority}}',
    }),
    action('sorry', 'sendResponse', { text: 'Nobody is here' }),
    action('bye', 'disconnect'),
  ],
  edges: [
    { from: 'hello', outlet: 'next', to: 'data' },
    { from: 'data', outlet: 'next', to: 'acd' },
    { from: 'acd', outlet: 'failure', to: 'sorry' },
    { from: 'sorry', outlet: 'next', to: 'bye' },
  ],
});

describe('flow interpreter', () => {
  it('answers, reads participant data and asks for the transfer', () => {
    const step = start(
      compiled(routed),
      { queueId: 'support', mySkills: '["a", "b"]', myLanguage: 'de', priority: '7' },
      'hi',
    );
    expect(step.effects).toMatchObject([
      { kind: 'sendResponse', text: 'Connected, hi' },
      {
        kind: 'transferToAcd',
        request: {
          queue: 'support',
          skills: ['a', 'b'],
          language: 'de',
          priority: 7,
          preferredAgents: [],
        },
      },
    ]);
    expect(step.outcome).toEqual({ status: 'waiting' });
    expect(step.state.at).toBe('acd');
  });

  it('goes on at the failure outlet, and ends there when nothing follows', () => {
    const flow = compiled(routed);
    const failed = resume(flow, start(flow).state, { kind: 'result', outlet: 'failure' });
    expect(failed.effects).toMatchObject([
      { kind: 'sendResponse', text: 'Nobody is here' },
      { kind: 'disconnect' },
    ]);
    expect(failed.outcome).toEqual({ status: 'ended' });
    const bare = compiled({ ...routed, edges: routed.edges.slice(0, 2) });
    expect(resume(bare, start(bare).state, { kind: 'result', outlet: 'failure' })).toMatchObject({
      effects: [],
      outcome: { status: 'ended' },
    });
  });

  it('takes data that is missing, or named like a property of every object, as empty', () => {
    const step = start(
      compiled(
        flowOf({
          variables: [{ name: 'a' }, { name: 'b', initial: 'kept' }],
          actions: [
            action('get', 'getParticipantData', {
              attributes: [
                { name: 'missing', variable: 'a' },
                { name: 'constructor', variable: 'b' },
              ],
            }),
            action('say', 'sendResponse', { text: '[{{a}}{{b}}{{ message.toString }}]' }),
          ],
          edges: [{ from: 'get', outlet: 'next', to: 'say' }],
        }),
      ),
    );
    expect(step.effects).toMatchObject([{ kind: 'sendResponse', text: '[]' }]);
  });

  it.each([
    ['equals', 'a', 'a', 'yes'],
    ['equals', 'a', 'b', 'no'],
    ['notEquals', 'a', 'b', 'yes'],
    ['contains', 'abc', 'b', 'yes'],
    ['startsWith', 'abc', 'b', 'no'],
    ['isEmpty', '{{x}}', '', 'yes'],
    ['isNotEmpty', '{{x}}', '', 'no'],
    ['greaterThan', '10', '9', 'yes'],
    ['lessThan', '10', '9', 'no'],
  ])('condition %s of "%s" and "%s" is %s', (operator, left, right, way) => {
    const flow = compiled(
      flowOf({
        variables: [{ name: 'x' }],
        actions: [
          action('if', 'condition', { left, operator, right }),
          action('yes', 'sendResponse', { text: 'yes' }),
          action('no', 'sendResponse', { text: 'no' }),
        ],
        edges: [
          { from: 'if', outlet: 'yes', to: 'yes' },
          { from: 'if', outlet: 'no', to: 'no' },
        ],
      }),
    );
    expect(start(flow).effects).toMatchObject([{ kind: 'sendResponse', text: way }]);
  });

  it('sets variables and participant data', () => {
    const flow = compiled(
      flowOf({
        variables: [{ name: 'x', initial: 'old' }],
        actions: [
          action('set', 'setVariable', { variable: 'x', value: '{{x}}+{{message.text}}' }),
          action('data', 'setParticipantData', { attributes: [{ name: 'seen', value: '{{x}}' }] }),
        ],
        edges: [{ from: 'set', outlet: 'next', to: 'data' }],
      }),
    );
    expect(start(flow, {}, 'new').effects).toMatchObject([
      { kind: 'setParticipantData', attributes: { seen: 'old+new' } },
    ]);
  });

  it('stops a flow that goes round in circles', () => {
    const flow = compiled(
      flowOf({
        variables: [{ name: 'x' }],
        actions: [
          action('a', 'sendResponse', { text: 'x' }),
          action('if', 'condition', { left: '{{x}}', operator: 'isEmpty' }),
        ],
        edges: [
          { from: 'a', outlet: 'next', to: 'if' },
          { from: 'if', outlet: 'yes', to: 'a' },
        ],
      }),
    );
    const step = start(flow);
    expect(step.outcome).toEqual({ status: 'failed', code: 'budget', action: 'a' });
    expect(step.effects).toHaveLength(stepBudget / 2);
    expect(step.state.at).toBeNull();
  });

  it('stops a flow whose text grows without end', () => {
    const flow = compiled(
      flowOf({
        variables: [{ name: 'x', initial: 'x'.repeat(100) }],
        actions: [
          action('a', 'setVariable', { variable: 'x', value: '{{x}}{{x}}' }),
          action('if', 'condition', { left: '{{x}}', operator: 'isNotEmpty' }),
        ],
        edges: [
          { from: 'a', outlet: 'next', to: 'if' },
          { from: 'if', outlet: 'yes', to: 'a' },
        ],
      }),
    );
    expect(start(flow).outcome).toEqual({
      status: 'failed',
      code: 'template.too.long',
      action: 'a',
    });
  });

  const answer = (text: string, initial: FlowDocument['variables'][number]['initial'] = '') => {
    const document = flowOf({
      variables: [initial === undefined ? { name: 'x' } : { name: 'x', initial }],
      actions: [action('a', 'sendResponse', { text })],
    });
    const flow = compileFlow(document, { published: true }).flow as CompiledFlow;
    const step = stepFlow(flow, initialFlowState(flow), {
      input: { kind: 'start' },
      surroundings: {
        participantData: {},
        values: { 'message.text': 'hi' },
        now: new Date('2026-03-05T14:07:00Z'),
      },
    });
    return step.outcome.status === 'failed' ? step.outcome : step.effects[0];
  };

  it('fills expressions with variables, values and the time', () => {
    expect(
      answer('{{ x.names[1] | upper }} {{ message.text }} {{ now() | date("HH:mm") }}', {
        names: ['ada', 'bob'],
      }),
    ).toMatchObject({ kind: 'sendResponse', text: 'BOB hi 14:07' });
  });

  it('fails with its action when an expression cannot be evaluated', () => {
    expect(answer('{{ x + 1 }}', 'no number')).toEqual({
      status: 'failed',
      code: 'template.type',
      action: 'a',
    });
  });

  it.each([
    ['Write {{ to begin, {% or {{ 1a }} [{{x}}]', 'Write {{ to begin, {% or {{ 1a }} [v]'],
    ['{{{x}}} {{ x }', '{v} {{ x }'],
    ['{{x}} {{ and }', 'v {{ and }'],
    ['{ x } }} {', '{ x } }} {'],
  ])('keeps braces that are no expression: %s', (text, filled) => {
    expect(answer(text, 'v')).toMatchObject({ kind: 'sendResponse', text: filled });
  });

  it('runs what was published under the rules of its day', () => {
    const document = flowOf({
      variables: [{ name: 'error', initial: 'mine' }],
      actions: [
        action('data', 'setParticipantData', { attributes: [{ name: '', value: '{{' }] }),
        action('say', 'sendResponse', { text: '{{error}}' }),
      ],
      edges: [{ from: 'data', outlet: 'next', to: 'say' }],
    });
    expect(compileFlow(document).problems.map(({ code }) => code)).toEqual(['FC1040', 'FC1020']);
    const { flow } = compileFlow(document, { published: true });
    expect(start(flow as CompiledFlow).effects).toMatchObject([
      { kind: 'setParticipantData', attributes: { '': '{{' } },
      { kind: 'sendResponse', text: 'mine' },
    ]);
  });

  it('refuses a result nobody waits for', () => {
    const flow = compiled(flowOf({}));
    const ended = start(flow);
    expect(ended.outcome).toEqual({ status: 'ended' });
    expect(resume(flow, ended.state, { kind: 'result', outlet: 'failure' }).outcome).toMatchObject({
      status: 'failed',
      code: 'not.waiting',
    });
  });
});

describe('flow documents', () => {
  const codes = (document: unknown) => checkDocument(document).map(({ code }) => code);

  it.each<[string, unknown, string[]]>([
    ['no object', 1, ['FC1001']],
    [
      'an action of another kind',
      flowOf({ kind: 'bot', actions: [action('a', 'disconnect')] }),
      ['FC1005'],
    ],
    ['a start that is not there', flowOf({ start: 'x' }), ['FC1003']],
    [
      'an edge into nothing',
      flowOf({
        actions: [action('a', 'sendResponse', { text: 'x' })],
        edges: [{ from: 'a', outlet: 'next', to: 'z' }],
      }),
      ['FC1012'],
    ],
    [
      'an outlet the action does not have',
      flowOf({
        actions: [action('a', 'disconnect'), action('b', 'disconnect')],
        edges: [{ from: 'a', outlet: 'next', to: 'b' }],
      }),
      ['FC1012'],
    ],
    ['a missing setting', flowOf({ actions: [action('a', 'sendResponse')] }), ['FC1015']],
    [
      'an unknown comparison',
      flowOf({ actions: [action('a', 'condition', { left: 'x', operator: 'toString' })] }),
      ['FC1016'],
    ],
    [
      'an unknown variable',
      flowOf({ actions: [action('a', 'sendResponse', { text: '{{nope}}' })] }),
      ['FC1038'],
    ],
    [
      'an unknown variable in an expression',
      flowOf({ actions: [action('a', 'sendResponse', { text: '{{ nope.x | upper }}' })] }),
      ['FC1038'],
    ],
    ['a variable that hides a value', flowOf({ variables: [{ name: 'message' }] }), ['FC1039']],
    [
      'ids used twice',
      flowOf({ actions: [action('a', 'disconnect'), action('a', 'disconnect')] }),
      ['FC1006'],
    ],
  ])('names %s', (_, document, expected) => {
    expect(codes(document)).toEqual(expected);
  });

  it('never fails on any JSON, and runs whatever it lets through', () => {
    const types = [...actionDefinitions.map(({ type }) => type), 'x'];
    const documents = record({
      language: constantFrom(1, 2),
      kind: constantFrom('inboundMessage', 'bot', 'x'),
      start: constantFrom('a', null, 'z'),
      variables: array(record({ name: constantFrom('v', 'w', 'message', '__proto__') }), {
        maxLength: 2,
      }),
      actions: array(
        record({
          id: constantFrom('a', 'b'),
          type: constantFrom(...types),
          name: string(),
          settings: record({
            text: jsonValue(),
            queue: constantFrom('{{v}}', 1),
            attributes: jsonValue(),
            variable: constantFrom('v', 'w'),
          }),
        }),
        { maxLength: 2 },
      ),
      edges: array(
        record({
          from: constantFrom('a', 'b'),
          outlet: constantFrom('next', 'failure'),
          to: constantFrom('a', 'b'),
        }),
        { maxLength: 3 },
      ),
    });
    void assert(
      property(documents, (document) => {
        const { flow } = compileFlow(document);
        if (flow) expect(start(flow).state).toBeDefined();
      }),
      { numRuns: 2000 },
    );
    void assert(
      property(jsonValue(), (value) => {
        expect(compileFlow(value).flow).toBeNull();
      }),
    );
  });
});
