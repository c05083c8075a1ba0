import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compilePattern } from './index.ts';
import { defaultPatternLimits } from './pattern.model.ts';

/** An object that counts how often anything is asked of it. */
const counted = (value: object, asked: { times: number }) => {
  const counting =
    <Args extends unknown[], Answer>(ask: (...args: Args) => Answer) =>
    (...args: Args): Answer => {
      asked.times += 1;
      return ask(...args);
    };
  return new Proxy(value, {
    get: counting(Reflect.get),
    ownKeys: counting(Reflect.ownKeys),
    getOwnPropertyDescriptor: counting(Reflect.getOwnPropertyDescriptor),
  });
};

const alternativesOf = (prefix: string, count: number): Record<string, unknown> => ({
  $or: Array.from({ length: count }, (_, n) => ({ [`${prefix}${n}`]: ['x'] })),
});

const keyOf = (depth: number): string => Array(depth).fill('a').join('.');

it.each([
  ['a key of many names', { [keyOf(1_000)]: ['x'] }, 'pattern.tooDeep'],
  [
    'a way of many objects and keys',
    { [keyOf(40)]: { [keyOf(25)]: { b: ['x'] } } },
    'pattern.tooDeep',
  ],
  [
    'combinations with a long way each',
    {
      d: alternativesOf('d', 10),
      e: alternativesOf('e', 10),
      f: alternativesOf('f', 10),
      [keyOf(60)]: ['x'],
    },
    'pattern.tooLarge',
  ],
  [
    'combinations with many fields each',
    {
      ...{ d: alternativesOf('d', 10), e: alternativesOf('e', 10), f: alternativesOf('f', 10) },
      ...Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`g${n}`, ['x']])),
    },
    'pattern.tooLarge',
  ],
])('refuses %s', (_, pattern, code) => {
  expect(compilePattern(pattern)).toMatchObject({ ok: false, problem: { code } });
});

it('stays within a budget of work, however patterns multiply themselves', () => {
  const { steps, depth, combinations } = defaultPatternLimits;
  const orSizes = fc.array(fc.integer({ min: 2, max: 40 }), { maxLength: 4 });
  const field = fc.tuple(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 0, max: 60 }));
  let [taken, refused] = [0, 0];
  fc.assert(
    fc.property(orSizes, fc.array(field, { minLength: 1, maxLength: 30 }), (sizes, fields) => {
      const pattern: Record<string, unknown> = {
        ...Object.fromEntries(sizes.map((size, n) => [`o${n}`, alternativesOf('f', size)])),
        ...Object.fromEntries(fields.map(([length, n]) => [`${keyOf(length)}${n}`, ['x']])),
      };
      const limits = { ...defaultPatternLimits, text: 100_000 };
      const compiled = compilePattern(pattern, limits);
      const multiplied = sizes.reduce((product, size) => product * size, 1);
      const names = Object.keys(pattern).filter((key) => key.startsWith('a'));
      const lengths = names.map((key) => key.split('.').length);
      const sum = lengths.reduce((total, length) => total + length, 0) + sizes.length * 2;
      const isWithin =
        multiplied <= combinations && multiplied * sum <= steps && Math.max(...lengths) <= depth;
      expect(compiled.ok).toBe(isWithin);
      if (!compiled.ok) {
        refused += 1;
        return;
      }
      taken += 1;
      const asked = { times: 0 };
      const way = (left: number): object =>
        counted(left > 0 ? { a: way(left - 1), 'b.c': 1 } : { 'b.c': 1 }, asked);
      compiled.matches(way(80));
      // A few questions for each name on the ways, whatever the combinations.
      expect(asked.times).toBeLessThan(20 * (steps + multiplied));
    }),
    { numRuns: 300 },
  );
  expect(Math.min(taken, refused)).toBeGreaterThan(20);
});

it('gives up on an event that is too much for it, and says so', () => {
  const many = Array<number>(400_000).fill(0);
  const rows = Array.from({ length: 50_000 }, () => ({ x: 1 }));
  const combined = {
    d: alternativesOf('d', 10),
    e: alternativesOf('e', 10),
    f: alternativesOf('f', 10),
  };
  const judge = (pattern: Record<string, unknown>, event: unknown) => {
    const compiled = compilePattern(pattern);
    return compiled.ok ? compiled.judge(event) : compiled.problem;
  };
  expect(judge({ a: ['x'] }, { a: many })).toBe(false);
  expect(judge({ a: ['x'] }, { a: [...many, 'x'] })).toBe(true);
  for (const [asked, event] of [
    [{ a: ['x'] }, { a: many }],
    [{ a: { x: [1], y: ['q'] } }, { a: rows }],
    [
      { 'a.x': [1], a: { y: ['q'] } },
      { a: rows, 'a.x': 2 },
    ],
    [{ a: { b: ['x'] } }, { ...many }],
    [{ a: [{ 'equals-ignore-case': 'x' }] }, { a: 'y'.repeat(900_000) }],
  ] as const) {
    expect(judge({ ...asked, ...combined }, event)).toBe('tooMuch');
    expect(judge({ ...asked, ...combined }, {})).toBe(false);
  }
});
