import { describe, expect, it } from 'vitest';
import { createBoundedMap } from './bounded-map.ts';
import { callOriginOf } from './origin.rules.ts';

describe('whose effect a step asks for', () => {
  it('knows the variables of those who called a subflow, the nearest first', () => {
    const call = (variables: Record<string, string>) =>
      ({ kind: 'call', at: 'a', caller: null, variables, outputs: {} }) as const;
    const origin = callOriginOf('acme', {
      ...{ run: 'r', sessions: {}, variables: { own: 'own', both: 'own' } },
      frames: [
        call({ outer: 'outer', both: 'outer', inner: 'outer' }),
        { kind: 'try', at: 't' },
        call({ inner: 'inner', both: 'inner' }),
      ],
    });
    expect(origin).toEqual({
      ...{ org: 'acme', run: 'r', sessions: {} },
      variables: { own: 'own', both: 'own', outer: 'outer', inner: 'inner' },
    });
  });
});

describe('a bounded map', () => {
  it('forgets what was used longest ago', () => {
    const map = createBoundedMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.get('a');
    map.set('c', 3);
    expect(['a', 'b', 'c'].map(map.get)).toEqual([1, undefined, 3]);
  });
});
