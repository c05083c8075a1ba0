import { describe, expect, it } from 'vitest';
import {
  type FieldDescriptor,
  foldFields,
  initialValues,
  inLabels,
  isSet,
  localMoment,
  refusalsAfter,
  refuse,
  refuseAll,
  serverRefusals,
} from './form-rules.ts';

const name: FieldDescriptor = {
  kind: 'text',
  name: 'name',
  label: 'Name',
  required: true,
  maxLength: 4,
};
const secret: FieldDescriptor = {
  kind: 'secret',
  name: 'token',
  label: 'Token',
  required: true,
  minLength: 16,
};

describe('form rules', () => {
  it.each([
    ['', { key: 'required' }],
    ['   ', { key: 'required' }],
    ['abcde', { key: 'tooLong', limit: 4 }],
    ['abcd', null],
  ])('name %j: %j', (value, refusal) => {
    expect(refuse(name, { name: value })).toEqual(refusal);
  });

  it('forgets what was objected to once it is mended, and only that', () => {
    const before = { name: { key: 'required' }, token: { text: 'Too weak' } } as const;
    const after = (field: FieldDescriptor, values: Record<string, string>) =>
      refusalsAfter(before, field, { name: field.name, values });
    expect(after(name, { name: 'ada' })).toEqual({ token: before.token });
    expect(after(name, { name: 'abcde' })).toEqual({
      ...before,
      name: { key: 'tooLong', limit: 4 },
    });
    expect(after(secret, { token: 'x'.repeat(16) })).toEqual({ name: before.name });
    const untouched = { ...name, name: 'other' };
    expect(after(untouched, { other: '' })).toBe(before);
  });

  it('puts what the server names on the wire to the field of that name', () => {
    const problems = [
      { field: 'connection.token', message: 'is too weak' },
      { field: 'body', message: 'is odd' },
    ];
    expect(serverRefusals(problems, [name, secret])).toEqual({ token: { text: 'is too weak' } });
    const said = 'connection.token: is too weak, body: is odd';
    expect(inLabels(said, problems, [name, secret])).toBe('Token: is too weak, body: is odd');
  });

  it('shows a moment in the zone of the person, and leaves what is local as it is', () => {
    const at = new Date(2026, 10, 21, 14, 5, 9);
    expect(localMoment(at.toISOString())).toBe('2026-11-21T14:05:09');
    expect(localMoment('2026-11-21T14:05')).toBe('2026-11-21T14:05');
    expect(localMoment('')).toBe('');
  });

  it('asks for a secret once: a stored one may stay empty, a new one must be long enough', () => {
    expect(refuse(secret, { token: '' })).toEqual({ key: 'required' });
    expect(refuse({ ...secret, stored: true }, { token: '' })).toBeNull();
    expect(refuse({ ...secret, stored: true }, { token: 'short' })).toEqual({
      key: 'tooShort',
      limit: 16,
    });
  });

  it('says in its own words what a pattern wants', () => {
    const field: FieldDescriptor = {
      kind: 'text',
      name: 'url',
      label: 'URL',
      pattern: /^https:/,
      patternMessage: 'Must be https',
    };
    expect(refuse(field, { url: 'http://x' })).toEqual({ text: 'Must be https' });
    expect(refuse(field, { url: '' })).toBeNull();
  });

  it('keeps numbers within their limits', () => {
    const field: FieldDescriptor = {
      kind: 'number',
      name: 'n',
      label: 'N',
      required: true,
      min: 7,
      max: 9,
    };
    expect(refuse(field, { n: 6 })).toEqual({ key: 'tooSmall', limit: 7 });
    expect(refuse(field, { n: 10 })).toEqual({ key: 'tooLarge', limit: 9 });
    expect(refuse(field, { n: null })).toEqual({ key: 'required' });
    expect(refuse(field, { n: 7 })).toBeNull();
  });

  it('does not ask for what is not shown', () => {
    const hidden: FieldDescriptor = { ...name, visible: (values) => values['on'] === true };
    expect(refuseAll([hidden], { on: false })).toEqual({});
    expect(refuseAll([hidden], { on: true })).toEqual({ name: { key: 'required' } });
  });

  it('starts with what is known and the kind’s empty value', () => {
    expect(initialValues([name, { kind: 'switch', name: 's', label: 'S' }], { name: 'x' })).toEqual(
      { name: 'x', s: false },
    );
  });

  it('puts fields under the sections that fold, and leaves out a section without any', () => {
    const fold = (of: string) =>
      ({ kind: 'section', folds: true, name: of, label: of }) satisfies FieldDescriptor;
    const heading: FieldDescriptor = { kind: 'section', name: 'h', label: 'H' };
    const folded = foldFields([heading, name, fold('a'), fold('b'), secret, heading]);
    expect(folded.before).toEqual([heading, name]);
    expect(folded.sections).toEqual([{ section: fold('b'), fields: [secret, heading] }]);
    expect(foldFields([name])).toEqual({ before: [name], sections: [] });
  });

  it.each([
    [0, true],
    ['x', true],
    [true, true],
    [false, false],
    ['  ', false],
    [[], false],
    [null, false],
  ])('counts %j as set: %j', (value, expected) => {
    expect(isSet(value)).toBe(expected);
  });
});
