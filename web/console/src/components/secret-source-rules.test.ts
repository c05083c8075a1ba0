import { describe, expect, it } from 'vitest';
import { isComplete, switchWay } from './secret-source-rules.ts';

describe('a secret field with three ways', () => {
  it('finds what is stored again when its way is chosen again, and starts empty otherwise', () => {
    const stored = { kind: 'variable', name: 'token' } as const;
    expect(switchWay('variable', stored)).toEqual(stored);
    expect(switchWay('insecure', stored)).toEqual({ kind: 'insecure' });
    expect(switchWay('credential', null)).toEqual({
      kind: 'credential',
      credential: '',
      attribute: '',
    });
  });

  it('is complete with a whole reference, or a string that is typed or stored', () => {
    const reference = { kind: 'credential', credential: 'c', attribute: 'a' } as const;
    expect(isComplete(reference, null)).toBe(true);
    expect(isComplete({ ...reference, attribute: '' }, null)).toBe(false);
    expect(isComplete({ kind: 'variable', name: ' ' }, null)).toBe(false);
    expect(isComplete({ kind: 'insecure', value: 'x' }, null)).toBe(true);
    expect(isComplete({ kind: 'insecure' }, null)).toBe(false);
    expect(isComplete({ kind: 'insecure' }, { kind: 'insecure' })).toBe(true);
  });
});
