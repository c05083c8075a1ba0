import type { MatchCriteria } from '@tandem/contract';
import { describe, expect, it } from 'vitest';
import { holds } from './criteria.rules.ts';

const body = {
  ...{ text: 'hello', count: 5, on: true, none: null, list: ['a', 'b'], deep: { x: [1, 2] } },
  people: [{ name: 'Ada' }, { name: 'Grace' }],
};

const cases: readonly (readonly [string, MatchCriteria['operator'], unknown, boolean])[] = [
  ['text', 'Equal', 'hello', true],
  ['$.text', 'Equal', 'Hello', false],
  ['on', 'Equal', true, true],
  ['on', 'Equal', 'true', false],
  ['none', 'Equal', null, true],
  ['gone', 'Equal', null, false],
  ['deep.x', 'Equal', [1, 2], true],
  ['text', 'NotEqual', 'x', true],
  ['gone', 'NotEqual', 'x', false],
  ['count', 'GreaterThan', 4, true],
  ['count', 'GreaterThan', 5, false],
  ['count', 'GreaterThanOrEqual', 5, true],
  ['count', 'LessThan', 6, true],
  ['count', 'LessThanOrEqual', 4, false],
  ['count', 'LessThan', '6', false],
  ['text', 'LessThan', 'i', true],
  ['text', 'In', ['x', 'hello'], true],
  ['text', 'NotIn', ['x', 'hello'], false],
  ['text', 'Contains', 'ell', true],
  ['list', 'Contains', 'b', true],
  ['list', 'Contains', 'c', false],
  ['list', 'All', ['a', 'b'], true],
  ['list', 'All', ['a', 'c'], false],
  ['list', 'Size', 2, true],
  ['text', 'Size', 5, true],
  ['count', 'Size', 1, false],
  ['none', 'Exists', true, true],
  ['gone', 'Exists', true, false],
  ['gone', 'Exists', false, true],
  ['text', 'Exists', undefined, true],
  ['$.people[*].name', 'Equal', 'Grace', true],
  ['$.people[?@.name == "Ada"].name', 'Exists', true, true],
  ['$.people[?@.name == "Bob"].name', 'Exists', true, false],
  ['__proto__', 'Exists', true, false],
  ['constructor', 'Exists', true, false],
];

describe('match criteria', () => {
  it.each(cases)('%s %s %j is %s', (jsonPath, operator, value, expected) => {
    const criterion = { jsonPath, operator, ...(value === undefined ? {} : { value }) };
    expect(holds(criterion as MatchCriteria, body)).toBe(expected);
  });
});
