import { describe, expect, it } from 'vitest';
import type { CompiledFlow } from './compile.ts';
import type { FlowAction, FlowVariable } from './flow.model.ts';
import { action, compiled, flowOf, resume, start } from './flows.fixture.ts';
import { maskedIn } from './run-masks.ts';

const planted = 'planted-secret';
const pin = { name: 'pin', type: 'String', secure: true, initial: planted } as const;
const text = (name: string, more: Partial<FlowVariable> = {}): FlowVariable => ({
  ...{ name, type: 'String', ...more },
});
const set = (id: string, variable: string, value: string): FlowAction =>
  action(id, 'setVariable', { assignments: [{ variable, value }] });
const libraryOf = (flow: CompiledFlow) => ({ find: () => ({ key: 'k', flow }), get: () => flow });
const log = (message: string) => action('log', 'log', { message });
const messages = ({ effects }: ReturnType<typeof start>) =>
  effects.flatMap((effect) => (effect.kind === 'log' ? [effect.message] : []));

describe('a log whose text is made of a secure value', () => {
  const leftOut = 'A log of the flow held a secret and was left out.';
  const logging = (value: string, more: readonly FlowAction[] = [], secure: FlowVariable = pin) =>
    compiled(
      flowOf({
        variables: [secure, text('copy')],
        actions: [set('copy', 'copy', value), ...more, log('It is {{ copy }}')],
        edges: ['copy', ...more.map(({ id }) => id), 'log']
          .flatMap((id, at, all) => (at === 0 ? [] : [`${all[at - 1]}.next>${id}`]))
          .join(' '),
      }),
    );

  it('is left out, however the value was turned around, cleared or typed', () => {
    const flows = [
      logging('{{ pin | upper }}'),
      logging('{{ pin }}', [set('clear', 'pin', '')]),
      logging('{{ pin }}', [], { ...pin, type: 'Integer', initial: 8_812_345 }),
    ];
    expect(flows.map((flow) => messages(start(flow)))).toEqual([[leftOut], [leftOut], [leftOut]]);
  });

  it('stays where it reads something else', () => {
    expect(messages(start(logging('open')))).toEqual(['It is open']);
  });

  it('is left out in the subflow that was given the value', () => {
    const sub = compiled(
      flowOf({ variables: [text('given', { input: true })], actions: [log('{{ given }}')] }),
    );
    const inputs = [{ name: 'given', value: '{{ pin | lower }}' }];
    const main = compiled(
      flowOf({ variables: [pin], actions: [action('call', 'subflow', { flow: 'Sub', inputs })] }),
    );
    expect(messages(start(main, { library: libraryOf(sub) }))).toEqual([leftOut]);
  });
});

describe('what a subflow is given and hands back', () => {
  const outputs = [{ name: 'out', variable: 'back' }];
  const caller = (more: object, variables: readonly FlowVariable[]) =>
    compiled(
      flowOf({
        variables: [...variables, text('back', { output: true }), text('open', { output: true })],
        actions: [
          action('call', 'subflow', { flow: 'Sub', outputs, ...more }),
          set('after', 'open', '{{ back | upper }}'),
        ],
        edges: 'call.next>after',
      }),
    );

  it('is masked in the trace of the subflow and of the caller, and in what the run hands out', () => {
    const sub = compiled(
      flowOf({
        variables: [text('given', { input: true }), text('out', { output: true })],
        actions: [set('take', 'out', '{{ given }}')],
      }),
    );
    const inputs = [{ name: 'given', value: '{{ pin }}' }];
    const main = caller({ inputs }, [pin]);
    const step = start(main, { trace: true, library: libraryOf(sub) });
    expect(step.outcome.status).toBe('ended');
    expect(JSON.stringify(step.trace)).not.toMatch(/planted-secret/i);
    expect([...maskedIn(main, step.state)]).toEqual(expect.arrayContaining(['back', 'open']));
  });

  it('is masked where only the subflow knows that it is secure', () => {
    const sub = compiled(
      flowOf({
        variables: [text('out', { output: true, secure: true })],
        actions: [set('take', 'out', planted)],
      }),
    );
    const main = caller({}, []);
    const step = start(main, { trace: true, library: libraryOf(sub) });
    expect(JSON.stringify(step.trace.slice(1))).not.toMatch(/planted-secret/i);
    expect([...maskedIn(main, step.state)]).toEqual(expect.arrayContaining(['back', 'open']));
  });

  it('stays masked while the subflow waits, and what is open stays open', () => {
    const sub = compiled(
      flowOf({
        variables: [text('given', { input: true }), text('out', { output: true }), text('plain')],
        actions: [
          action('rest', 'wait', { duration: '60' }),
          set('take', 'out', '{{ given }}'),
          set('tell', 'plain', 'seen'),
        ],
        edges: 'rest.next>take take.next>tell',
      }),
    );
    const main = caller({ inputs: [{ name: 'given', value: '{{ pin }}' }] }, [pin]);
    const library = libraryOf(sub);
    const waiting = start(main, { trace: true, library });
    expect(waiting.outcome.status).toBe('waiting');
    const saved = JSON.parse(JSON.stringify(waiting.state)) as typeof waiting.state;
    const input = { kind: 'timer' } as const;
    const step = resume(main, saved, { input, trace: true, library });
    const told = JSON.stringify([waiting.trace, step.trace]);
    expect(told).not.toMatch(/planted-secret/i);
    expect(told).toContain('seen');
    expect([...maskedIn(main, step.state)]).toContain('back');
  });
});

it('participant data set from a secure value is masked where it is read again', () => {
  const flow = compiled(
    flowOf({
      kind: 'inboundMessage',
      variables: [pin, text('back'), text('plan')],
      actions: [
        action('a', 'setParticipantData', {
          attributes: [
            { name: 'x', value: '{{ pin }}' },
            { name: 'plan', value: 'gold' },
          ],
        }),
        action('b', 'getParticipantData', {
          attributes: [
            { name: 'x', variable: 'back' },
            { name: 'plan', variable: 'plan' },
          ],
        }),
      ],
      edges: 'a.next>b',
    }),
  );
  const step = start(flow, { trace: true });
  expect(step.state.variables['back']).toBe(planted);
  expect(step.trace.at(-1)?.changed).toEqual({ back: '•••', plan: 'gold' });
});
