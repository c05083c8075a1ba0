import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compilePattern } from './index.ts';
import type { Matcher, TextMatcher } from './pattern.model.ts';
import { defaultPatternLimits } from './pattern.model.ts';
import { parsePattern } from './pattern.parse.ts';
import { wildcardTest } from './wildcard.ts';

const name = fc.constantFrom('a', 'b', 'a.b', '$or', 'prefix', '__proto__', 'toString', 'x');
const scalar = fc.oneof(
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);

/** JSON that comes near to patterns: their names and operators, in all wrong places. */
const nearPattern = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 5 }, scalar, tie('object'), fc.array(tie('value'), { maxLength: 3 })),
  object: fc.dictionary(
    fc.oneof(
      name,
      fc.constantFrom('exists', 'numeric', 'anything-but', 'wildcard', 'cidr', 'suffix'),
    ),
    tie('value'),
    { maxKeys: 3 },
  ),
}));

it('never throws, whatever JSON pattern and event are, and answers the same again', () => {
  fc.assert(
    fc.property(nearPattern.value, nearPattern.value, fc.json(), (pattern, event, text) => {
      for (const given of [pattern, text]) {
        const compiled = compilePattern(given);
        if (!compiled.ok) {
          expect(compiled.problem.pointer).toMatch(/^(\/|$)/);
          continue;
        }
        expect(compiled.matches(event)).toBe(compiled.matches(event));
        compiled.matches(JSON.parse(text));
      }
    }),
    { numRuns: 2_000 },
  );
});

const printText = (matcher: TextMatcher): Record<string, unknown> => {
  if (matcher.kind === 'wildcard')
    return { wildcard: matcher.parts.map((part) => part.replaceAll(/[\\*]/g, '\\$&')).join('*') };
  if (matcher.kind === 'equalsIgnoreCase') return { 'equals-ignore-case': matcher.text };
  return {
    [matcher.kind]: matcher.ignoreCase ? { 'equals-ignore-case': matcher.text } : matcher.text,
  };
};

/** How a matcher is written. */
const print = (matcher: Matcher): unknown => {
  switch (matcher.kind) {
    case 'equals':
      return matcher.value;
    case 'exactly':
      return { exactly: matcher.text };
    case 'anythingBut':
      return { 'anything-but': matcher.values };
    case 'anythingButLike': {
      const printed = matcher.not.map(printText);
      const key = Object.keys(printed[0] ?? {})[0] as string;
      return { 'anything-but': { [key]: printed.map((one) => one[key]) } };
    }
    case 'numeric':
      return { numeric: matcher.comparisons.flatMap(({ sign, operand }) => [sign, operand]) };
    case 'cidr':
      return { cidr: `${matcher.address}/${matcher.mask}` };
    case 'exists':
      return { exists: matcher.exists };
    default:
      return printText(matcher);
  }
};

const edge = (ignoreCase: fc.Arbitrary<boolean>, minLength = 0): fc.Arbitrary<TextMatcher> =>
  fc.record({
    kind: fc.constantFrom('prefix', 'suffix'),
    text: fc.string({ minLength }),
    ignoreCase,
  });
const ignoringCase: fc.Arbitrary<TextMatcher> = fc.record({
  kind: fc.constant('equalsIgnoreCase'),
  text: fc.string(),
});
const wildcard: fc.Arbitrary<TextMatcher> = fc
  .array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 })
  .map((parts) => ({ kind: 'wildcard', parts }));
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const listOf = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.array(arbitrary, { minLength: 1, maxLength: 3 });
const matcher: fc.Arbitrary<Matcher> = fc.oneof(
  scalar.map(
    (value): Matcher => ({ kind: 'equals', value: typeof value === 'number' ? value + 0 : value }),
  ),
  fc.record({ kind: fc.constant('exactly'), text: fc.string() }),
  edge(fc.boolean()),
  ignoringCase,
  wildcard,
  fc.record({
    kind: fc.constant('anythingBut'),
    values: fc.oneof(listOf(fc.string()), listOf(number)),
  }),
  fc
    .oneof(listOf(ignoringCase), listOf(wildcard), listOf(edge(fc.constant(false), 1)))
    .filter((not) => new Set(not.map(({ kind }) => kind)).size === 1)
    .map((not): Matcher => ({ kind: 'anythingButLike', not })),
  fc
    .record({ sign: fc.constantFrom('=', '<', '<=', '>', '>='), operand: number })
    .map((comparison): Matcher => ({ kind: 'numeric', comparisons: [comparison] })),
  fc.record({
    kind: fc.constant('cidr'),
    address: fc.ipV4(),
    mask: fc.integer({ min: 0, max: 31 }),
  }),
  fc.record({ kind: fc.constant('exists'), exists: fc.boolean() }),
);

it('reads what is printed', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-f]{1,3}$/), listOf(matcher), { minKeys: 1, maxKeys: 4 }),
      (fields) => {
        const printed = Object.fromEntries(
          Object.entries(fields).map(([key, list]) => [key, list.map(print)]),
        );
        const [parsed, ...more] = parsePattern(
          JSON.parse(JSON.stringify(printed)),
          defaultPatternLimits,
        );
        expect(more).toEqual([]);
        const plain = JSON.parse(JSON.stringify(fields)) as unknown;
        expect(JSON.parse(JSON.stringify(Object.fromEntries(parsed ?? [])))).toEqual(plain);
      },
    ),
    { numRuns: 1_000 },
  );
});

it('agrees with a regular expression about every wildcard', () => {
  const part = fc.stringMatching(/^[ab]{0,20}$/);
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.stringMatching(/^[ab]{0,30}$/),
      (parts, text) => {
        const expected = new RegExp(`^${parts.join('.*')}$`, 's').test(text);
        expect(wildcardTest(parts)(text)).toBe(expected);
      },
    ),
    { numRuns: 3_000 },
  );
});

/** Time that this thread was at work: others on the machine do not count. */
const cpuMs = (work: () => void): number => {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
};

it('takes time linear in the text, however a wildcard and the text are made', () => {
  const hostile: readonly (readonly [string, (length: number) => string])[] = [
    [`*${'a*'.repeat(400)}b`, (length) => 'a'.repeat(length)],
    [`*${'a'.repeat(1_000)}b*`, (length) => 'a'.repeat(length)],
    [`*b${'a'.repeat(1_000)}*`, (length) => 'a'.repeat(length)],
    [`*${'ab'.repeat(500)}c*`, (length) => 'ab'.repeat(length / 2)],
    [`*${'a'.repeat(15)}b*`.repeat(2).replaceAll('**', '*'), (length) => 'a'.repeat(length)],
  ];
  for (const [wildcardText, textOf] of hostile) {
    const compiled = compilePattern({ a: [{ wildcard: wildcardText }] });
    if (!compiled.ok) throw new Error(compiled.problem.message);
    const text = textOf(1_000_000);
    // A walk for every place would be a thousand times a million steps: seconds on any machine.
    expect(cpuMs(() => expect(compiled.matches({ a: text })).toBe(false))).toBeLessThan(1_000);
  }
});

it('takes time linear in the text for wildcards that nobody thought of, too', () => {
  // Few letters and long repeats: nearly everything fits nearly everywhere.
  const chunk = fc
    .tuple(fc.stringMatching(/^[ab]{1,3}$/), fc.integer({ min: 1, max: 300 }))
    .map(([letters, times]) => letters.repeat(times));
  const literal = fc.array(chunk, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(
      fc.array(literal, { minLength: 1, maxLength: 6 }),
      fc.stringMatching(/^[ab]{1,4}$/),
      (literals, letters) => {
        const test = wildcardTest(['', ...literals, 'c', '']);
        const text = letters.repeat(Math.ceil(500_000 / letters.length));
        expect(cpuMs(() => expect(test(text)).toBe(false))).toBeLessThan(500);
      },
    ),
    { numRuns: 60 },
  );
});

it('stands lists and objects of any depth', () => {
  const compiled = compilePattern({ a: { b: [1], c: [2] } });
  if (!compiled.ok) throw new Error(compiled.problem.message);
  const deep = `${'['.repeat(100_000)}{"b":1,"c":2}${']'.repeat(100_000)}`;
  expect(compiled.matches(JSON.parse(`{"a":${deep}}`))).toBe(false);
  const pattern = `${'{"a":'.repeat(100_000)}[1]${'}'.repeat(100_000)}`;
  expect(compilePattern(pattern)).toMatchObject({
    ok: false,
    problem: { code: 'pattern.tooLong' },
  });
  expect(compilePattern(JSON.parse(pattern)).ok).toBe(false);
});
