import { describe, expect, it } from 'vitest';
import { action, flowOf, item, number } from '../flows.fixture.ts';
import { diffFlows } from './diff.rules.ts';

const told = (...sides: Parameters<typeof diffFlows>) =>
  diffFlows(...sides).map(
    ({ part, change, label, path }) => `${part} ${label} ${path ?? '*'} ${change}`,
  );

describe('differences of flows', () => {
  it('are none between the same, whatever the order of keys and the places on the canvas', () => {
    const one = flowOf({ actions: [action('a', 'log', { message: 'x', level: 'info' })] });
    const [moved] = one.actions;
    const settings = { level: 'info', message: 'x' };
    const other = flowOf({
      actions: [{ ...action('a', 'log', settings), position: { x: 1, y: 2 } }],
    });
    expect([moved !== undefined, told(one, other)]).toEqual([true, []]);
  });

  it('name settings by path, rows by their number', () => {
    const set = (value: string, more: object[] = []) =>
      action('a', 'setVariable', {
        assignments: [{ variable: 'n', value }, ...(more as never[])],
      });
    const before = flowOf({ variables: [number], actions: [set('1')] });
    const after = flowOf({
      variables: [{ ...number, initial: 5 }, item],
      actions: [{ ...set('2', [{ variable: 'n', value: '3' }]), name: 'Renamed' }],
    });
    expect(told(before, after)).toEqual([
      'variable n initial changed',
      'variable item * added',
      'action Renamed name changed',
      'action Renamed assignments.0.value changed',
      'action Renamed assignments.1 added',
    ]);
  });

  it('name what is there no more, connections by the names of their ends, and the flow itself', () => {
    const actions = [action('a', 'log'), action('b', 'log')];
    const before = flowOf({ actions, edges: 'a.next>b', description: 'old', start: 'a' });
    const after = flowOf({ actions: actions.slice(1), start: 'b' });
    expect(diffFlows(before, after)).toEqual([
      expect.objectContaining({ part: 'flow', path: 'start', before: 'a', after: 'b' }),
      expect.objectContaining({
        part: 'flow',
        path: 'description',
        change: 'removed',
        after: null,
      }),
      {
        ...{ part: 'action', change: 'removed', subject: 'a', label: 'a', path: null },
        ...{ before: actions[0], after: null },
      },
      {
        ...{ part: 'edge', change: 'removed', subject: 'a next → b', label: 'a next → b' },
        ...{ path: null, before: { from: 'a', outlet: 'next', to: 'b' }, after: null },
      },
    ]);
  });

  it('say that a secret is another one, never which', () => {
    const withSecret = (clientSecret: { kind: string; sealed?: string; name?: string }) =>
      flowOf({ actions: [action('a', 'oauthAuthentication', { clientSecret })] });
    const [old, other] = [
      withSecret({ kind: 'insecure', sealed: 'one' }),
      withSecret({ kind: 'insecure', sealed: 'two' }),
    ];
    const bare = { kind: 'insecure' };
    expect(diffFlows(old, other)).toMatchObject([
      { path: 'clientSecret', change: 'changed', before: bare, after: bare },
    ]);
    const named = withSecret({ kind: 'variable', name: 'secret' });
    expect(diffFlows(old, named)).toMatchObject([
      { path: 'clientSecret', before: bare, after: { kind: 'variable', name: 'secret' } },
    ]);
    expect(JSON.stringify(diffFlows(flowOf({}), old))).not.toContain('one');
  });
});
