import { describe, expect, it } from 'vitest';
import { compilePattern, parseExactJson } from './index.ts';

const matches = (pattern: unknown, event: unknown): boolean => {
  const compiled = compilePattern(pattern);
  if (!compiled.ok) throw new Error(`${compiled.problem.code} ${compiled.problem.pointer}`);
  return compiled.matches(event);
};

const problemOf = (pattern: unknown) => {
  const compiled = compilePattern(pattern);
  return compiled.ok ? null : compiled.problem;
};

/** Values of field `a` that a list of matchers takes, and those that it does not. */
type Row = {
  readonly a: unknown;
  readonly yes: readonly unknown[];
  readonly no: readonly unknown[];
};

const rows: readonly Row[] = [
  { a: ['x', 'y'], yes: ['x', 'y', ['z', 'y']], no: ['X', 'z', '', null, {}, [], ['z']] },
  { a: [1], yes: [1, JSON.parse('1.0'), [2, 1]], no: ['1', 2, true, null] },
  { a: [300], yes: [JSON.parse('3.0e2')], no: ['3.0e2'] },
  { a: [true], yes: [true], no: ['true', false, 1] },
  { a: [null], yes: [null, [null]], no: ['null', '', 0, [], {}] },
  { a: [''], yes: [''], no: [null, ' '] },
  { a: [{ exactly: 'x' }], yes: ['x'], no: ['xx'] },
  { a: ['::1'], yes: ['::1', '0:0:0:0:0:0:0:1'], no: ['::2', '1'] },
  { a: [{ exists: true }], yes: [null, [1], 0, '', [{}, 1]], no: [{}, [], { b: 1 }, [{}]] },
  { a: [{ exists: false }], yes: [{}, [], { b: 1 }, [{}]], no: [null, [1], 0, '', [{}, 1]] },
  { a: [{ exists: false }, 'x'], yes: ['x', {}, []], no: ['y', null] },
  { a: [{ prefix: 'ab' }], yes: ['ab', 'abc', ['x', 'abc']], no: ['Abc', 'xab', 12, null] },
  { a: [{ prefix: '' }], yes: ['', 'x'], no: [1, null, true] },
  { a: [{ prefix: { 'equals-ignore-case': 'aB' } }], yes: ['ABc', 'abd'], no: ['xab'] },
  { a: [{ suffix: 'png' }], yes: ['png', 'x.png'], no: ['x.PNG', 'png.x', 5] },
  { a: [{ suffix: { 'equals-ignore-case': 'pNg' } }], yes: ['X.PNG'], no: ['png1'] },
  { a: [{ 'equals-ignore-case': 'straßE' }], yes: ['STRAßE', 'straße'], no: ['strasse', 1] },
  { a: [{ wildcard: 'a*c' }], yes: ['ac', 'abc', 'abcc'], no: ['a', 'c', 'abcd', 1] },
  { a: [{ wildcard: '*' }], yes: ['', 'x'], no: [1, null] },
  { a: [{ wildcard: '*ab*ba*' }], yes: ['abba', 'xabyybaz'], no: ['aba', 'baab'] },
  { a: [{ wildcard: 'a*a' }], yes: ['aa'], no: ['a'] },
  { a: [{ wildcard: 'a\\*b\\\\' }], yes: ['a*b\\'], no: ['axb\\', 'a*b'] },
  { a: [{ 'anything-but': 'x' }], yes: ['y', null, 1, true, ['x', 'y']], no: ['x', {}, [], ['x']] },
  { a: [{ 'anything-but': ['x', 'y'] }], yes: ['z', 5], no: ['x', 'y', ['x', 'y']] },
  { a: [{ 'anything-but': [1, 2] }], yes: [3, '1'], no: [1, JSON.parse('2.0')] },
  { a: [{ 'anything-but': { prefix: 'a' } }], yes: ['ba', 1, null], no: ['a', 'ab', {}] },
  { a: [{ 'anything-but': { prefix: ['a', 'b'] } }], yes: ['c'], no: ['ax', 'bx'] },
  { a: [{ 'anything-but': { suffix: 'a' } }], yes: ['ab'], no: ['ba'] },
  { a: [{ 'anything-but': { suffix: ['a', 'b'] } }], yes: ['ac'], no: ['b'] },
  { a: [{ 'anything-but': { 'equals-ignore-case': ['X', 'y'] } }], yes: ['z'], no: ['x', 'Y'] },
  { a: [{ 'anything-but': { 'equals-ignore-case': 'X' } }], yes: ['xx'], no: ['x'] },
  { a: [{ 'anything-but': { wildcard: 'a*b' } }], yes: ['ba'], no: ['ab', 'axb'] },
  { a: [{ 'anything-but': { wildcard: ['a*', '*z'] } }], yes: ['ba'], no: ['ab', 'yz'] },
  { a: [{ numeric: ['=', 5] }], yes: [5, JSON.parse('5.0')], no: ['5', 6, null, true] },
  { a: [{ numeric: ['>', 0, '<=', 5] }], yes: [0.1, 5], no: [0, 5.1, '3'] },
  { a: [{ numeric: ['>=', 0, '<', 5] }], yes: [0, 4.999], no: [5, -1] },
  { a: [{ numeric: ['>', 5e9] }], yes: [6e9], no: [5e9] },
  { a: [{ numeric: ['<', -1.5] }], yes: [-2], no: [-1.5] },
  {
    a: [{ cidr: '10.0.0.0/24' }],
    yes: ['10.0.0.0', '10.0.0.255'],
    no: ['10.0.1.0', 'x', 10, '::a'],
  },
  { a: [{ cidr: '10.0.0.77/24' }], yes: ['10.0.0.5'], no: ['10.0.1.5'] },
  { a: [{ cidr: '0.0.0.0/0' }], yes: ['255.1.2.3'], no: ['::1', '256.1.1.1'] },
  {
    a: [{ cidr: '2001:db8::/32' }],
    yes: ['2001:db8::1', '2001:0db8:0:0::f'],
    no: ['2001:db9::1', '1.2.3.4'],
  },
];

describe('event patterns', () => {
  it.each(rows)('a field with $a', ({ a, yes, no }) => {
    for (const value of yes)
      expect({ value, is: matches({ a }, { a: value }) }).toEqual({ value, is: true });
    for (const value of no)
      expect({ value, is: matches({ a }, { a: value }) }).toEqual({ value, is: false });
    expect(matches({ a }, {})).toBe(JSON.stringify(a).includes('"exists":false'));
  });

  it('asks for every field, and for one of its values', () => {
    const pattern = {
      source: ['s'],
      detail: { kind: ['MESSAGE', 'CHAT'], n: [{ numeric: ['>', 1] }] },
    };
    expect(matches(pattern, { source: 's', detail: { kind: 'CHAT', n: 2 }, more: 1 })).toBe(true);
    expect(matches(pattern, { source: 's', detail: { kind: 'CHAT', n: 1 } })).toBe(false);
    expect(matches(pattern, { source: 's', detail: { kind: 'VOICE', n: 2 } })).toBe(false);
    expect(matches(pattern, { source: 's' })).toBe(false);
    expect(matches(pattern, { source: 's', detail: 'CHAT' })).toBe(false);
  });

  it('holds conditions together in one element of a list', () => {
    const pattern = { a: { x: [1], y: [2] } };
    expect(matches(pattern, { a: [{ x: 1, y: 2 }] })).toBe(true);
    expect(matches(pattern, { a: [{ x: 0 }, { x: [3, 1], y: 2 }] })).toBe(true);
    expect(matches(pattern, { a: [{ x: 1 }, { y: 2 }] })).toBe(false);
    expect(matches(pattern, { a: [[{ x: 1 }, { y: 2 }], [{ x: 1, y: 2 }]] })).toBe(true);
    const deep = { a: { b: { x: [1] }, c: { y: [2] } } };
    expect(matches(deep, { a: [{ b: [{ x: 1 }], c: [{ y: 2 }] }] })).toBe(true);
    expect(matches(deep, { a: [{ b: [{ x: 1 }] }, { c: [{ y: 2 }] }] })).toBe(false);
  });

  it('takes absence within the element that the rest chose, and otherwise in all of them', () => {
    const absent = { a: { y: [{ exists: false }] } };
    expect(matches(absent, { a: [{ x: 1 }, { x: 2 }] })).toBe(true);
    expect(matches(absent, { a: [{ x: 1 }, { y: 2 }] })).toBe(false);
    expect(matches(absent, { a: [] })).toBe(true);
    const chosen = { a: { x: [1], y: [{ exists: false }] } };
    expect(matches(chosen, { a: [{ x: 1 }, { y: 2 }] })).toBe(true);
    expect(matches(chosen, { a: [{ x: 1, y: 2 }] })).toBe(false);
  });

  it('reads keys with dots and nested fields as the same', () => {
    expect(matches({ 'a.b': ['x'] }, { a: { b: 'x' } })).toBe(true);
    expect(matches({ a: { b: ['x'] } }, { 'a.b': 'x' })).toBe(true);
    expect(matches({ a: { b: { c: ['x'] } } }, { 'a.b': { c: 'x' } })).toBe(true);
    expect(matches({ a: { b: { c: ['x'] } } }, { a: { 'b.c': ['x'] } })).toBe(true);
    expect(matches({ a: { b: ['x'], c: ['y'] } }, { 'a.b': 'x', a: { c: 'y' } })).toBe(true);
    expect(matches({ a: { b: ['x'] } }, { 'a.b': 'y', a: { b: 'x' } })).toBe(true);
    expect(matches({ 'a.b': [{ exists: false }] }, { 'a.b': 1 })).toBe(false);
    expect(matches({ a: [1], 'a.b': [2] }, { a: [1, { b: 2 }] })).toBe(true);
  });

  it('takes one of the objects of $or, with what stands beside it', () => {
    const pattern = { s: ['s'], $or: [{ x: [1] }, { y: [2], $or: [{ z: [3] }, { z: [4] }] }] };
    expect(matches(pattern, { s: 's', x: 1 })).toBe(true);
    expect(matches(pattern, { s: 's', y: 2, z: 4 })).toBe(true);
    expect(matches(pattern, { s: 's', y: 2, z: 5 })).toBe(false);
    expect(matches(pattern, { x: 1 })).toBe(false);
    expect(matches({ d: { $or: [{ x: [1] }, { y: [1] }] } }, { d: { y: 1 } })).toBe(true);
  });

  it('reads $or as a field of that name unless it is a list of fields', () => {
    expect(matches({ $or: ['x'] }, { $or: 'x' })).toBe(true);
    expect(matches({ $or: [{ prefix: 'x' }, { prefix: 'y' }] }, { $or: 'yz' })).toBe(true);
    expect(problemOf({ $or: [{ a: [1] }] })).toMatchObject({ code: 'pattern.or', pointer: '/$or' });
    expect(problemOf({ $or: [{ a: [1] }, { regex: ['x'] }] })).toMatchObject({
      code: 'pattern.operator',
    });
    expect(problemOf({ $or: [{ a: [1] }, 'x'] })).toMatchObject({ code: 'pattern.operator' });
  });

  it('keeps whole numbers beyond 2^53 apart when pattern and event come as text', () => {
    const compiled = compilePattern('{"a":[9007199254740993]}');
    if (!compiled.ok) throw new Error(compiled.problem.message);
    expect(compiled.matches(parseExactJson('{"a":9007199254740993}'))).toBe(true);
    expect(compiled.matches(parseExactJson('{"a":9007199254740992}'))).toBe(false);
    expect(compiled.matches(parseExactJson('{"a":"9007199254740993"}'))).toBe(false);
    expect(
      matches(
        '{"a":[{"numeric":[">",9007199254740992]}]}',
        parseExactJson('{"a":9007199254740993}'),
      ),
    ).toBe(true);
    expect(
      matches(
        '{"a":[{"anything-but":9007199254740993}]}',
        parseExactJson('{"a":9007199254740993}'),
      ),
    ).toBe(false);
    expect(matches('{"a":[9007199254740994]}', { a: 9007199254740994 })).toBe(true);
  });

  it('sees own properties only', () => {
    expect(matches({ toString: [{ exists: false }] }, {})).toBe(true);
    expect(matches({ constructor: { name: [{ exists: true }] } }, {})).toBe(false);
    const pattern = JSON.parse('{"__proto__":{"x":[1]}}') as unknown;
    expect(matches(pattern, JSON.parse('{"__proto__":{"x":1}}'))).toBe(true);
    expect(matches(pattern, { x: 1 })).toBe(false);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

const malformed: readonly (readonly [unknown, string, string])[] = [
  ['{', 'pattern.json', ''],
  [undefined, 'pattern.json', ''],
  [[], 'pattern.notObject', ''],
  [null, 'pattern.notObject', ''],
  ['"x"', 'pattern.notObject', ''],
  [{}, 'pattern.empty', ''],
  [{ a: {} }, 'pattern.empty', '/a'],
  [{ a: [] }, 'pattern.empty', '/a'],
  [{ 'a/b~': { c: 'x' } }, 'pattern.field', '/a~1b~0/c'],
  [{ a: null }, 'pattern.field', '/a'],
  [{ a: [['x']] }, 'pattern.value', '/a/0'],
  [{ a: ['x', {}] }, 'pattern.operator', '/a/1'],
  [{ a: [{ regex: 'x' }] }, 'pattern.operator', '/a/0/regex'],
  [{ a: [{ Prefix: 'x' }] }, 'pattern.operator', '/a/0/Prefix'],
  [{ a: [{ prefix: 'x', suffix: 'y' }] }, 'pattern.operator', '/a/0'],
  [{ a: [{ prefix: 1 }] }, 'pattern.operand', '/a/0/prefix'],
  [{ a: [{ prefix: ['x'] }] }, 'pattern.operand', '/a/0/prefix'],
  [{ a: [{ suffix: ['x'] }] }, 'pattern.operand', '/a/0/suffix'],
  [{ a: [{ suffix: { prefix: 'x' } }] }, 'pattern.operator', '/a/0/suffix/prefix'],
  [{ a: [{ 'equals-ignore-case': ['x'] }] }, 'pattern.operand', '/a/0/equals-ignore-case'],
  [{ a: [{ wildcard: 'a**b' }] }, 'pattern.operand', '/a/0/wildcard'],
  [{ a: [{ wildcard: 'a\\nb' }] }, 'pattern.operand', '/a/0/wildcard'],
  [{ a: [{ wildcard: 'a\\' }] }, 'pattern.operand', '/a/0/wildcard'],
  [{ a: [{ 'anything-but': ['x', 1] }] }, 'pattern.operand', '/a/0/anything-but'],
  [{ a: [{ 'anything-but': [] }] }, 'pattern.operand', '/a/0/anything-but'],
  [{ a: [{ 'anything-but': [null] }] }, 'pattern.operand', '/a/0/anything-but/0'],
  [{ a: [{ 'anything-but': true }] }, 'pattern.operand', '/a/0/anything-but'],
  [
    { a: [{ 'anything-but': { numeric: ['=', 1] } }] },
    'pattern.operator',
    '/a/0/anything-but/numeric',
  ],
  [{ a: [{ 'anything-but': { prefix: '' } }] }, 'pattern.operand', '/a/0/anything-but/prefix'],
  [
    { a: [{ 'anything-but': { prefix: ['x', 1] } }] },
    'pattern.operand',
    '/a/0/anything-but/prefix/1',
  ],
  [{ a: [{ numeric: ['<', 5, '>', 1] }] }, 'pattern.operand', '/a/0/numeric'],
  [{ a: [{ numeric: ['>', 5, '<', 1] }] }, 'pattern.operand', '/a/0/numeric'],
  [{ a: [{ numeric: ['>', 5, '<', 5] }] }, 'pattern.operand', '/a/0/numeric'],
  [{ a: [{ numeric: ['=', 5, '<', 6] }] }, 'pattern.operand', '/a/0/numeric'],
  [{ a: [{ numeric: ['!=', 5] }] }, 'pattern.operand', '/a/0/numeric'],
  [{ a: [{ numeric: ['=', '5'] }] }, 'pattern.operand', '/a/0/numeric'],
  [{ a: [{ numeric: [] }] }, 'pattern.operand', '/a/0/numeric'],
  [{ a: [{ numeric: 5 }] }, 'pattern.operand', '/a/0/numeric'],
  [{ a: [{ cidr: '10.0.0.0' }] }, 'pattern.operand', '/a/0/cidr'],
  [{ a: [{ cidr: '10.0.0.0/32' }] }, 'pattern.operand', '/a/0/cidr'],
  [{ a: [{ cidr: '10.0.0.0/-1' }] }, 'pattern.operand', '/a/0/cidr'],
  [{ a: [{ cidr: 'host/8' }] }, 'pattern.operand', '/a/0/cidr'],
  [{ a: [{ cidr: '::1/128' }] }, 'pattern.operand', '/a/0/cidr'],
  [{ a: [{ exists: 'true' }] }, 'pattern.operand', '/a/0/exists'],
  [{ a: ['x'.repeat(2_040)] }, 'pattern.tooLong', ''],
];

describe('malformed patterns', () => {
  it.each(malformed)('%j is %s at "%s"', (pattern, code, pointer) => {
    expect(problemOf(pattern)).toMatchObject({
      code,
      pointer,
      message: expect.stringMatching(/\.$/),
    });
  });

  it('counts the combinations of $or', () => {
    const or = (name: string, count: number) =>
      Array.from({ length: count }, (_, n) => ({ [name]: [n] }));
    const of = (count: number) => ({
      a: { $or: or('x', 10) },
      b: { $or: or('y', 10) },
      c: { $or: or('z', count) },
    });
    expect(problemOf(of(10))).toBeNull();
    expect(problemOf(of(11))).toMatchObject({
      code: 'pattern.tooManyCombinations',
      pointer: '/c/$or',
    });
  });
});
