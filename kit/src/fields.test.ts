import { describe, expect, it } from 'vitest';
import { fieldsIn, fieldsOf, fieldsOfJson, isFields, listOf, textOf } from './fields.ts';

describe('what somebody else sends', () => {
  it('is an object or none: no list, no null', () => {
    expect([{}, [], null, 'a', undefined].map(isFields)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(fieldsOf([1])).toEqual({});
    expect(fieldsOf({ a: 1 })).toEqual({ a: 1 });
  });

  it('is a list or an empty one, of objects where these are asked for', () => {
    expect(listOf({ length: 1 })).toEqual([]);
    expect(fieldsIn([{ a: 1 }, null, [], 'a', { b: 2 }])).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('is a text that says something, or null', () => {
    expect(['a', '', 1, null].map(textOf)).toEqual(['a', null, null, null]);
  });

  it('is read from JSON, which may be broken', () => {
    expect(['{"a":1}', '[1]', '{"a"', ''].map(fieldsOfJson)).toEqual([{ a: 1 }, {}, {}, {}]);
  });
});
