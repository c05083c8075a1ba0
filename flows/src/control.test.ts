import { array, assert, integer, nat, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  action,
  compiled,
  failing,
  flowOf,
  item,
  note,
  number,
  path,
  resume,
  start,
} from './flows.fixture.ts';
import type { FlowLibrary } from './run.ts';

const pathOf = (document: Parameters<typeof flowOf>[0]): unknown => {
  const step = start(compiled(flowOf({ variables: [path, number, item], ...document })));
  return step.outcome.status === 'failed' ? step.outcome : step.state.variables['path'];
};

/** Braces would make a template of the list. */
const plain = string({ maxLength: 3 }).filter((text) => !/\{[{%#]/.test(text));

const overList = (list: unknown) =>
  action('loop', 'forEach', { list: JSON.stringify(list), item: 'item', index: 'n' });

describe('loops of a flow', () => {
  it('take each item in turn and go on when the list is over', () => {
    expect(
      pathOf({
        actions: [overList(['a', 'b', 'c']), note('body', '{{ n }}{{ item }} '), note('end', '.')],
        edges: 'loop.each>body loop.done>end',
      }),
    ).toBe('0a 1b 2c .');
  });

  it('may lead their body back to themselves', () => {
    expect(
      pathOf({
        actions: [overList(['a', 'b']), note('body', '{{ item }}'), note('end', '.')],
        edges: 'loop.each>body body.next>loop loop.done>end',
      }),
    ).toBe('ab.');
  });

  it('are left in the middle', () => {
    expect(
      pathOf({
        actions: [
          overList(['a', 'b', 'c']),
          action('if', 'condition', { left: '{{ item }}', operator: 'equals', right: 'b' }),
          action('out', 'leaveLoop'),
          note('body', '{{ item }}'),
          note('end', '.'),
        ],
        edges: 'loop.each>if if.yes>out if.no>body loop.done>end',
      }),
    ).toBe('a.');
  });

  it('go on with the outer loop when the inner one leads back to it', () => {
    expect(
      pathOf({
        variables: [path, number, item, { name: 'inner' }],
        actions: [
          action('outer', 'forEach', { list: '[1, 2]', item: 'item' }),
          action('nested', 'forEach', { list: '["a", "b"]', item: 'inner' }),
          note('one', '{{ item }}{{ inner }} '),
          note('end', '.'),
        ],
        edges: 'outer.each>nested nested.each>one one.next>outer outer.done>end',
      }),
    ).toBe('1a 2a .');
  });

  it('run inside each other like loops of a programme', () => {
    void assert(
      property(array(array(plain, { maxLength: 4 }), { maxLength: 4 }), (lists) => {
        const taken = pathOf({
          variables: [path, number, item, { name: 'inner' }],
          actions: [
            action('outer', 'forEach', { list: JSON.stringify(lists), item: 'item' }),
            note('open', '['),
            action('nested', 'forEach', { list: '{{ item }}', item: 'inner' }),
            note('one', '<{{ inner }}>'),
            note('close', ']'),
            note('end', '.'),
          ],
          edges:
            'outer.each>open open.next>nested nested.each>one nested.done>close outer.done>end',
        });
        const expected = lists.map((list) => `[${list.map((one) => `<${one}>`).join('')}]`);
        expect(taken).toBe(`${expected.join('')}.`);
      }),
    );
  });

  it('turn while a question is answered with yes, as often as they may', () => {
    void assert(
      property(nat(12), integer({ min: 1, max: 12 }), (times, most) => {
        const taken = pathOf({
          actions: [
            action('loop', 'while', {
              by: 'expression',
              expression: `{{ n < ${times} }}`,
              maxTurns: most,
            }),
            action('add', 'setVariable', {
              assignments: [{ variable: 'n', value: '{{ n + 1 }}' }],
            }),
            note('body', 'x'),
            note('end', '.'),
            note('tooMany', '!'),
          ],
          edges: 'loop.body>add add.next>body loop.done>end loop.error>tooMany',
        });
        expect(taken).toBe(times <= most ? `${'x'.repeat(times)}.` : `${'x'.repeat(most)}!`);
      }),
    );
  });

  it('refuse what is no list', () => {
    expect(pathOf({ actions: [action('loop', 'forEach', { list: 'abc', item: 'item' })] })).toEqual(
      {
        status: 'failed',
        code: 'loop.list',
        action: 'loop',
      },
    );
  });
});

describe('errors of a flow', () => {
  it('leave by the error exit, where they can be read', () => {
    expect(
      pathOf({
        actions: [failing('bad'), note('sorry', '{{ error.action }} {{ error.code }}')],
        edges: 'bad.error>sorry',
      }),
    ).toBe('bad template.type');
  });

  it('go to the innermost catch and on from there', () => {
    expect(
      pathOf({
        actions: [
          action('try', 'tryCatch'),
          note('before', 'a'),
          failing('bad'),
          note('never', 'x'),
          note('caught', 'c'),
          note('after', '.'),
        ],
        edges: 'try.try>before before.next>bad bad.next>never try.catch>caught try.next>after',
      }),
    ).toBe('ac.');
  });

  it('pass the catch they come from', () => {
    expect(
      pathOf({
        actions: [
          action('outer', 'tryCatch'),
          action('inner', 'tryCatch'),
          failing('bad'),
          failing('worse'),
          note('caught', 'o'),
          note('after', '.'),
        ],
        edges:
          'outer.try>inner inner.try>bad inner.catch>worse outer.catch>caught outer.next>after',
      }),
    ).toBe('o.');
  });

  it('end the loops between them and their catch', () => {
    expect(
      pathOf({
        actions: [
          action('try', 'tryCatch'),
          overList([1, 2, 3]),
          note('body', 'b'),
          failing('bad'),
          note('after', '.'),
        ],
        edges: 'try.try>loop loop.each>body body.next>bad try.next>after',
      }),
    ).toBe('b.');
  });

  it('go to the global handler once, and fail the run from there', () => {
    const handled = {
      onError: 'handler',
      actions: [failing('bad'), note('handler', 'h'), failing('again')],
    };
    expect(pathOf(handled)).toBe('h');
    expect(pathOf({ ...handled, edges: 'handler.next>again' })).toMatchObject({
      status: 'failed',
      code: 'template.type',
      action: 'again',
    });
  });

  it('follow a model of try, loop and failure', () => {
    // Every item either fails or does not; a failure skips the rest of its body and is caught for that item alone.
    void assert(
      property(array(integer({ min: 0, max: 3 }), { maxLength: 6 }), (items) => {
        const taken = pathOf({
          actions: [
            overList(items),
            action('try', 'tryCatch'),
            action('if', 'condition', { left: '{{ item }}', operator: 'equals', right: '0' }),
            failing('bad'),
            note('good', 'g'),
            note('caught', 'c'),
            note('after', '.'),
          ],
          edges: 'loop.each>try try.try>if if.yes>bad if.no>good try.catch>caught try.next>after',
        });
        expect(taken).toBe(items.map((one) => (one === 0 ? 'c.' : 'g.')).join(''));
      }),
    );
  });
});

describe('subflows', () => {
  const child = compiled(
    flowOf({
      variables: [
        path,
        { name: 'given', type: 'Integer', input: true },
        { name: 'own', type: 'Integer', initial: 7 },
        { name: 'result', type: 'Integer', output: true },
      ],
      actions: [
        action('wait', 'wait', { duration: 1 }),
        action('sum', 'setVariable', {
          assignments: [{ variable: 'result', value: '{{ given + own }}' }],
        }),
      ],
      edges: 'wait.next>sum',
    }),
  );
  const broken = compiled(flowOf({ variables: [path, number], actions: [failing('bad')] }));
  const known: Readonly<Record<string, typeof child>> = { child, broken };
  const library: FlowLibrary = {
    find: (name) => (known[name] ? { key: `${name}@1`, flow: known[name] } : null),
    get: (key) => known[key.replace('@1', '')] ?? null,
  };
  const parent = (flow: string, edges = '') =>
    compiled(
      flowOf({
        variables: [path, number, { name: 'given', type: 'Integer', initial: 1 }],
        actions: [
          action('call', 'subflow', {
            flow,
            inputs: [{ name: 'given', value: '35' }],
            outputs: [{ name: 'result', variable: 'n' }],
          }),
          note('end', '{{ n }} {{ given }}'),
          note('sorry', '{{ error.code }}'),
        ],
        edges: `call.next>end ${edges}`,
      }),
    );

  it('take inputs, wait, and hand out outputs; their variables are their own', () => {
    const flow = parent('child');
    const waiting = start(flow, { library });
    expect(waiting).toMatchObject({
      outcome: { status: 'waiting' },
      effects: [{ kind: 'timer', ms: 1000, id: 'run.2' }],
      state: { flow: 'child@1', variables: { given: 35 } },
    });
    const state = JSON.parse(JSON.stringify(waiting.state)) as typeof waiting.state;
    const done = resume(flow, state, { input: { kind: 'timer' }, library });
    expect(done.outcome).toEqual({ status: 'ended' });
    expect(done.state).toMatchObject({ flow: null, variables: { path: '42 1', n: 42, given: 1 } });
  });

  it('see the sessions of their caller, and keep their own to themselves', () => {
    const signIn = (id: string, connection: string) =>
      action(id, 'oauthAuthentication', { authenticationType: 'connection', connection });
    const inside = compiled(flowOf({ actions: [signIn('in', 'theirs')] }));
    const flow = compiled(
      flowOf({
        actions: [
          signIn('own', 'ours'),
          action('call', 'subflow', { flow: 'inside' }),
          action('rest', 'wait', { duration: 1 }),
        ],
        edges: 'own.next>call call.next>rest',
      }),
    );
    const one = { find: () => ({ key: 'inside', flow: inside }), get: () => inside };
    const result = { input: { kind: 'result' }, library: one } as const;
    const within = resume(flow, start(flow, { library: one }).state, result);
    expect(within.state.sessions).toMatchObject({ Default: { connection: 'ours' } });
    const after = resume(flow, within.state, result);
    expect(after.effects).toMatchObject([{ kind: 'timer' }]);
    expect(after.state.sessions).toMatchObject({ Default: { connection: 'ours' } });
  });

  it('fail their caller at its error exit, and so does one that is not there', () => {
    expect(start(parent('broken', 'call.error>sorry'), { library }).state.variables['path']).toBe(
      'template.type',
    );
    expect(start(parent('nobody', 'call.error>sorry'), { library }).state.variables['path']).toBe(
      'subflow.unknown',
    );
    expect(start(parent('broken'), { library }).outcome).toMatchObject({ status: 'failed' });
  });

  it('fail when their version is gone, and leave the state as it is', () => {
    const flow = parent('child');
    const { state } = start(flow, { library });
    const lost = resume(flow, state, { input: { kind: 'timer' } });
    expect(lost).toMatchObject({ outcome: { status: 'failed', code: 'subflow.unknown' }, state });
  });

  it('do not call each other without end', () => {
    const endless = compiled(
      flowOf({ actions: [action('again', 'subflow', { flow: 'endless' })] }),
    );
    const step = start(endless, {
      library: { find: () => ({ key: 'endless', flow: endless }), get: () => endless },
    });
    expect(step.outcome).toEqual({ status: 'failed', code: 'depth', action: 'again' });
  });
});
