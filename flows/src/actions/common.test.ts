import { describe, expect, it } from 'vitest';
import type { FlowSettings, FlowValue, FlowVariableType } from '../flow.model.ts';
import {
  action,
  compiled,
  flowOf,
  note,
  now,
  path,
  resume,
  start,
  surroundings,
} from '../flows.fixture.ts';
import { type BusinessHours, hoursOutlet } from './business-hours.rules.ts';

const set = (type: FlowVariableType | undefined, value: string) => {
  const flow = compiled(
    flowOf({
      variables: [
        type === undefined ? { name: 'x' } : { name: 'x', type },
        { name: 'list', type: 'JSON', initial: [1, { a: true }] },
      ],
      actions: [action('set', 'setVariable', { assignments: [{ variable: 'x', value }] })],
    }),
  );
  const step = start(flow);
  return step.outcome.status === 'failed' ? step.outcome.code : step.state.variables['x'];
};

describe('Set Variable', () => {
  it.each<[FlowVariableType | undefined, string, FlowValue]>([
    [undefined, '{{ 1 + 1 }}', '2'],
    ['String', '{{ list }}', '[1,{"a":true}]'],
    ['Integer', '{{ "42" }}', 42],
    ['Integer', '{{ 1.5 }}', 'variable.type'],
    ['Integer', '{{ list }}', 'variable.type'],
    ['Decimal', '{{ 3 / 2.0 }}', 1.5],
    ['Boolean', '{{ 1 == 1 }}', true],
    ['Boolean', '{{ "TRUE" }}', true],
    ['Boolean', '{{ "yes" }}', 'variable.type'],
    ['DateTime', '2026-03-05', '2026-03-05T00:00:00.000Z'],
    ['DateTime', '{{ "2026-03-05 10:00:00+02:00" }}', '2026-03-05T08:00:00.000Z'],
    ['DateTime', '{{ "soon" }}', 'variable.type'],
    ['JSON', '{{ list }}', [1, { a: true }]],
    ['JSON', '{"a":[1]}', { a: [1] }],
    ['JSON', '{{ "{" }}', 'variable.type'],
    ['Integer', '', null],
  ])('makes a %s of %s', (type, value, expected) => {
    expect(set(type, value)).toEqual(expected);
  });

  it('takes assignments in turn', () => {
    const flow = compiled(
      flowOf({
        variables: [
          { name: 'a', type: 'Integer', initial: 1 },
          { name: 'b', type: 'Integer' },
        ],
        actions: [
          action('set', 'setVariable', {
            assignments: [
              { variable: 'a', value: '{{ a + 1 }}' },
              { variable: 'b', value: '{{ a * 10 }}' },
            ],
          }),
        ],
      }),
    );
    expect(start(flow).state.variables).toEqual({ a: 2, b: 20 });
  });

  it('masks secure variables in the trace', () => {
    const flow = compiled(
      flowOf({
        variables: [{ name: 'pin', secure: true }, { name: 'open' }],
        actions: [
          action('set', 'setVariable', {
            assignments: [
              { variable: 'pin', value: '1234' },
              { variable: 'open', value: 'x' },
            ],
          }),
        ],
      }),
    );
    const { trace } = start(flow, { trace: true });
    expect(trace).toMatchObject([{ outlet: 'next', changed: { pin: '•••', open: 'x' } }]);
    expect(JSON.stringify(trace)).not.toContain('1234');
    const [entry] = start(flow, { trace: 'hidden' }).trace;
    expect(entry).toMatchObject({ changed: { pin: '•••' }, hidden: { pin: '1234' } });
  });

  it('keeps JSON within its size', () => {
    const flow = compiled(
      flowOf({
        variables: [{ name: 'x', type: 'JSON' }],
        actions: [
          action('set', 'setVariable', { assignments: [{ variable: 'x', value: '{{ [big] }}' }] }),
        ],
      }),
      { globals: ['big'] },
    );
    const holding = (characters: number) =>
      start(flow, { surroundings: { ...surroundings, globals: { big: 'x'.repeat(characters) } } });
    expect(holding(16_380).outcome).toEqual({ status: 'ended' });
    expect(holding(16_381).outcome).toMatchObject({ code: 'variable.too.large' });
  });
});

describe('ways of a flow', () => {
  const taken = (type: string, settings: FlowSettings, outlets: readonly string[]) => {
    const flow = compiled(
      flowOf({
        kind: type === 'match' ? 'bot' : 'automation',
        variables: [path],
        actions: [action('way', type, settings), ...outlets.map((one) => note(one, one))],
        edges: outlets.map((one) => `way.${one}>${one}`).join(' '),
      }),
    );
    const step = start(flow);
    return step.outcome.status === 'failed' ? step.outcome.code : step.state.variables['path'];
  };

  it.each([
    ['{{ 2 > 1 }}', 'yes'],
    ['{{ message.text == "hi" }}', 'yes'],
    ['{{ message.text is empty }}', 'no'],
    ['{{ "" }}', 'no'],
    ['{{ [] }}', 'no'],
    ['{{ 1 / 0 }}', 'error'],
  ])('a condition on %s goes to %s', (expression, way) => {
    expect(taken('condition', { by: 'expression', expression }, ['yes', 'no', 'error'])).toBe(way);
  });

  it.each([
    ['hi', 'greeting'],
    ['bye', 'farewell'],
    ['other', 'default'],
  ])('a case of %s goes to %s', (value, way) => {
    const cases = [
      { name: 'greeting', is: '{{ message.text }}' },
      { name: 'farewell', is: 'bye' },
    ];
    expect(taken('case', { value, cases }, ['greeting', 'farewell', 'default'])).toBe(way);
  });

  it.each([
    ['  BILLING  question ', 'billing'],
    ['order 12345 please', 'order'],
    ['nothing of that', 'noMatch'],
  ])('a match of "%s" goes to %s', (text, way) => {
    const intents = [
      { name: 'billing', how: 'equals', phrases: 'invoice, Billing question' },
      { name: 'order', how: 'pattern', phrases: 'order \\d+' },
    ];
    expect(taken('match', { text, intents }, ['billing', 'order', 'noMatch'])).toBe(way);
  });

  it('a parse goes to error when the text cannot be read', () => {
    const settings = { input: '{', parse: [{ variable: 'path', path: '$.a' }] };
    expect(taken('parse', settings, ['next', 'error'])).toBe('error');
  });

  it('business hours go by the clock of the step', () => {
    const hours = [{ day: 'Thursday', from: '09:00', to: '17:00' }];
    const outlets = ['workingHours', 'default'];
    expect(taken('businessHours', { timeZone: 'Europe/Berlin', hours }, outlets)).toBe(
      'workingHours',
    );
    expect(taken('businessHours', { timeZone: 'Asia/Tokyo', hours }, outlets)).toBe('default');
  });
});

describe('business hours', () => {
  const hours: BusinessHours = {
    timeZone: 'Europe/Berlin',
    blocks: [
      { day: 'Thursday', from: 540, to: 720 },
      { day: 'Thursday', from: 780, to: 1020 },
      { day: 'Friday', from: 1320, to: 360 },
    ],
    holidays: ['12-25', '2026-03-12'],
    overrides: [{ from: '2026-12-25T10:00', to: '2026-12-25T12:00' }],
  };

  // Berlin is an hour ahead of UTC in winter, two in summer.
  it.each([
    ['2026-03-05T07:59:00Z', 'default'],
    ['2026-03-05T08:00:00Z', 'workingHours'],
    ['2026-03-05T11:30:00Z', 'default'],
    ['2026-03-05T15:59:00Z', 'workingHours'],
    ['2026-03-05T16:00:00Z', 'default'],
    ['2026-07-02T07:00:00Z', 'workingHours'],
    ['2026-03-06T22:00:00Z', 'workingHours'],
    ['2026-03-07T04:59:00Z', 'workingHours'],
    ['2026-03-07T05:00:00Z', 'default'],
    ['2026-03-12T10:00:00Z', 'holidays'],
    ['2027-12-25T10:00:00Z', 'holidays'],
    ['2026-12-25T10:00:00Z', 'override'],
    ['2026-12-25T11:00:00Z', 'holidays'],
  ])('at %s: %s', (at, outlet) => {
    expect(hoursOutlet(hours, new Date(at))).toBe(outlet);
  });
});

describe('talking', () => {
  const card = { title: 'Hat', button1Text: 'Buy', button1Value: 'buy-hat' };

  it.each<[string, FlowSettings, unknown]>([
    [
      'quick replies',
      { content: 'quickReplies', quickReplies: [{ text: 'Yes' }, { text: 'No', payload: 'n' }] },
      {
        kind: 'quickReplies',
        replies: [
          { text: 'Yes', payload: 'Yes' },
          { text: 'No', payload: 'n' },
        ],
      },
    ],
    [
      'a card',
      { content: 'card', cards: [card] },
      {
        kind: 'card',
        card: {
          title: 'Hat',
          description: '',
          imageUrl: '',
          buttons: [{ text: 'Buy', type: 'Postback', value: 'buy-hat' }],
        },
      },
    ],
    [
      'a carousel',
      { content: 'carousel', cards: [card, card] },
      { kind: 'carousel', cards: [{}, {}] },
    ],
  ])('says %s', (_, settings, content) => {
    const flow = compiled(
      flowOf({
        kind: 'inboundMessage',
        actions: [action('say', 'sendResponse', { text: 'Well', ...settings })],
      }),
    );
    expect(start(flow).effects).toMatchObject([{ kind: 'sendResponse', text: 'Well', content }]);
  });

  const asking = compiled(
    flowOf({
      kind: 'bot',
      variables: [path, { name: 'order' }],
      actions: [
        action('ask', 'ask', {
          text: 'Which order?',
          retryText: 'A number, please.',
          variable: 'order',
          pattern: '\\d+',
          retries: 1,
          timeout: 5,
          unit: 'minutes',
        }),
        note('next', 'order {{ order }}'),
        note('noMatch', 'none'),
        note('timeout', 'silent'),
      ],
      edges: 'ask.next>next ask.noMatch>noMatch ask.timeout>timeout',
    }),
  );
  const say = (text: string) => ({ input: { kind: 'message', text } }) as const;

  it('asks until the answer fits, as often as it may', () => {
    const first = start(asking);
    expect(first.effects).toMatchObject([
      { kind: 'sendResponse', text: 'Which order?', id: 'run.1' },
      { kind: 'awaitMessage', timeoutMs: 300_000, id: 'run.1.1' },
    ]);
    const again = resume(asking, first.state, say('what?'));
    expect(again.effects).toMatchObject([{ text: 'A number, please.' }, { kind: 'awaitMessage' }]);
    expect(resume(asking, again.state, say('42')).state).toMatchObject({
      variables: { path: 'order 42' },
      frames: [],
    });
    expect(resume(asking, again.state, say('no')).state.variables['path']).toBe('none');
    expect(resume(asking, again.state, { input: { kind: 'timer' } }).state.variables['path']).toBe(
      'silent',
    );
  });

  it('takes results of a bot backend', () => {
    const flow = compiled(
      flowOf({
        kind: 'bot',
        variables: [path, { name: 'intent' }],
        actions: [
          action('bot', 'callBotBackend', {
            bot: 'Lex',
            results: [{ variable: 'intent', path: '$.intent' }],
          }),
          note('person', 'handover {{ intent }}'),
        ],
        edges: 'bot.handover>person',
      }),
    );
    const { state, effects } = start(flow);
    expect(effects).toMatchObject([{ kind: 'callBot', bot: 'Lex', text: 'hi', timeoutMs: 10_000 }]);
    const input = { kind: 'result', outlet: 'handover', data: { intent: 'agent' } } as const;
    expect(resume(flow, state, { input }).state.variables['path']).toBe('handover agent');
  });
});

describe('a run', () => {
  it('stops when its state has grown too large to be saved', () => {
    const flow = compiled(
      flowOf({
        variables: Array.from({ length: 20 }, (_, index) => ({
          name: `v${index}`,
          initial: 'x'.repeat(60_000),
        })),
        actions: [action('wait', 'wait', { duration: 1 })],
      }),
    );
    expect(start(flow).outcome).toEqual({ status: 'failed', code: 'state.size', action: 'wait' });
  });

  it('reads globals below its own variables, and the time of the step', () => {
    const flow = compiled(
      flowOf({
        variables: [path],
        actions: [note('set', '{{ now() | date("yyyy") }}')],
      }),
    );
    expect(start(flow).state.variables['path']).toBe(String(now.getUTCFullYear()));
  });
});
