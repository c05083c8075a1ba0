import { describe, expect, it } from 'vitest';
import type { FlowVariable } from './flow-document.ts';
import { isKept, nameOfWords, typedInitial, withFlag, withInitial } from './variables.ts';

const kept: FlowVariable = {
  ...{ name: 'token', type: 'String', secure: true, initial: { kind: 'insecure' } },
};

it('what the server keeps for a secure variable is not typed, and stays until something else is', () => {
  expect([isKept(kept), typedInitial(kept)]).toEqual([true, '']);
  const over = withInitial(kept, 'new', true);
  expect(typedInitial(over)).toBe('new');
  expect(withInitial(over, undefined, true)).toEqual(kept);
  expect(withInitial(over, undefined, false)).not.toHaveProperty('initial');
});

it('what is kept is lost to a variable that is not secure any more; what was typed stays', () => {
  expect(withFlag(kept, 'secure', false)).toEqual({
    ...{ name: 'token', type: 'String', secure: false },
  });
  expect(withFlag({ ...kept, initial: 'typed' }, 'secure', false).initial).toBe('typed');
  expect(withFlag(kept, 'output', true).initial).toEqual({ kind: 'insecure' });
  expect(typedInitial({ ...kept, secure: false })).toBe('{"kind":"insecure"}');
});

describe('names made of words', () => {
  it.each([
    ['Hand over to Agent', 'HandOverToAgent'],
    ['HTTP Request', 'HTTPRequest'],
    ["List user's roles", 'ListUsersRoles'],
    ['List or search roles', 'ListOrSearchRoles'],
  ])('%s', (label, name) => {
    expect(nameOfWords(label)).toBe(name);
  });
});
