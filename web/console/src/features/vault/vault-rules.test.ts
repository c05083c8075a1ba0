import { describe, expect, it } from 'vitest';
import { bodyOf, type Credential, draftOf, hasProblems, problemsOf } from './vault-rules.ts';

const saved = {
  id: 'c',
  name: 'CRM',
  description: '',
  version: 3,
  store: { kind: 'internal' },
  attributes: [
    {
      id: 'a',
      name: 'user',
      description: '',
      input: 'standard',
      masked: false,
      hasValue: true,
      valueCount: 1,
    },
    {
      id: 'b',
      name: 'pin',
      description: '',
      input: 'userProvided',
      masked: true,
      hasValue: false,
      valueCount: 0,
    },
  ],
} as unknown as Credential;

describe('a credential in its form', () => {
  it('sends only values that were typed or cleared, and the version that was read', () => {
    const draft = draftOf(saved);
    const untouched = bodyOf(draft, saved, 'locker');
    expect(JSON.stringify(untouched)).not.toContain('value');
    expect(untouched).toMatchObject({
      version: 3,
      lockerId: 'locker',
      attributes: [{ id: 'a' }, { id: 'b' }],
    });
    const [user, pin] = draft.attributes;
    if (!user || !pin) throw new Error('attributes');
    const attributes = (change: object) =>
      bodyOf({ ...draft, attributes: [{ ...user, ...change }, pin] }, saved, null).attributes;
    expect(attributes({ value: 'ada' })[0]).toMatchObject({ value: 'ada' });
    expect(attributes({ clear: true })[0]).toMatchObject({ value: null });
    expect(attributes({ value: 'ada', input: 'userProvided' })[0]).not.toHaveProperty('value');
  });

  it('takes no values when they live elsewhere', () => {
    const draft = { ...draftOf(saved), external: true, path: ' crm ' };
    expect(bodyOf(draft, saved, null)).toMatchObject({
      store: { kind: 'external', path: 'crm' },
      attributes: [{ input: 'standard' }, { input: 'standard' }],
    });
  });

  it('says what is missing', () => {
    const draft = draftOf(saved);
    const [user, pin] = draft.attributes;
    if (!user || !pin) throw new Error('attributes');
    const fine = { name: false, path: false, attributes: {} };
    expect(problemsOf(draft)).toEqual(fine);
    expect(hasProblems(fine)).toBe(false);
    expect(problemsOf({ ...draft, name: ' ', external: true })).toEqual({
      ...fine,
      name: true,
      path: true,
    });
    const nameless = problemsOf({ ...draft, attributes: [{ ...user, name: '' }] });
    expect(nameless.attributes).toEqual({ [user.key]: 'attributeName' });
    expect(hasProblems(nameless)).toBe(true);
    const twice = problemsOf({ ...draft, attributes: [user, { ...pin, name: 'USER ' }] });
    expect(twice.attributes).toEqual({ [pin.key]: 'attributeTwice' });
  });
});
