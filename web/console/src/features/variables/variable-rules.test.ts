import { describe, expect, it } from 'vitest';
import { refuseAll } from '#src/components/form-rules.ts';
import { formToVariable, type Variable, variableFields, variableToForm } from './variable-rules.ts';

const row = (more: Partial<Variable>): Variable => ({
  ...{ id: '1', name: 'limit', type: 'String', value: 'x', description: '', secure: false },
  source: 'organisation',
  ...more,
});
const t = (key: string) => key;
const refused = (values: object, saved: Variable | null = null) =>
  Object.keys(refuseAll(variableFields(t, saved), { ...variableToForm(saved), ...values }));

describe('the form of a variable', () => {
  it.each([
    ['String', ' with space '],
    ['String', ''],
    ['Integer', -5],
    ['Decimal', 0.25],
    ['Boolean', true],
    ['Boolean', false],
    ['DateTime', '2026-11-21T12:30:00Z'],
  ] as const)('sends a %s as it came: %j', (type, value) => {
    const saved = row({ type, value });
    expect(refused({}, saved)).toEqual([]);
    expect(formToVariable(variableToForm(saved))).toEqual({
      ...{ name: 'limit', type, value, description: '', secure: false },
    });
  });

  it('leaves a sealed value where it is until another one is typed', () => {
    const saved = row({ value: null, secure: true });
    expect(refused({}, saved)).toEqual([]);
    expect(formToVariable(variableToForm(saved))).not.toHaveProperty('value');
    const typed = formToVariable({ ...variableToForm(saved), secret: 'new' });
    expect(typed).toMatchObject({ secure: true, value: 'new' });
  });

  it('wants a sealed value again when flows are to read it', () => {
    const saved = row({ value: null, secure: true });
    expect(refused({ secure: false }, saved)).toEqual(['text']);
  });

  it('forgets that it was to be secure once it is no text', () => {
    const values = {
      ...variableToForm(null),
      name: 'n',
      secure: true,
      type: 'Integer',
      integer: 3,
    };
    expect(formToVariable(values)).toMatchObject({ type: 'Integer', value: 3, secure: false });
  });

  it('refuses names that flows cannot write, and values of another type', () => {
    expect(refused({ name: '1st' })).toEqual(['name']);
    expect(refused({ name: 'a b' })).toEqual(['name']);
    expect(refused({ name: 'ok', type: 'Integer' })).toEqual(['integer']);
    expect(refused({ name: 'ok', type: 'DateTime', dateTime: 'soon' })).toEqual(['dateTime']);
    expect(refused({ name: 'ok', secure: true })).toEqual(['secret']);
  });
});
