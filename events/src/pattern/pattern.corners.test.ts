import { expect, it } from 'vitest';
import { compilePattern, parseExactJson } from './index.ts';

/**
 * Where this matcher and the one that AWS publishes (aws/event-ruler) answer differently, as far as random patterns and
 * events have shown: docs/event-patterns.md says why. `there` is what the other one answers.
 */
const corners: readonly {
  readonly why: string;
  readonly a: string;
  readonly value: string;
  readonly here: boolean;
  readonly there: boolean;
}[] = [
  {
    ...{ why: 'a number is no address', a: '[{"cidr":"::/1"}]', value: '300' },
    ...{ here: false, there: true },
  },
  {
    ...{ why: 'IPv4 is no part of IPv6', a: '[{"cidr":"::/1"}]', value: '"10.0.0.1"' },
    ...{ here: false, there: true },
  },
  {
    ...{ why: 'IPv6 is no part of IPv4', a: '[{"cidr":"0.0.0.0/0"}]', value: '"::1"' },
    ...{ here: false, there: true },
  },
  {
    ...{ why: 'octal or decimal: none', a: '[{"cidr":"10.0.0.0/8"}]', value: '"010.0.0.1"' },
    ...{ here: false, there: true },
  },
  {
    ...{ why: 'quotation marks belong to JSON', a: String.raw`[{"prefix":"\""}]`, value: '""' },
    ...{ here: false, there: true },
  },
  {
    ...{ why: 'every letter has a case', a: '[{"equals-ignore-case":"𐐨"}]', value: '"𐐀"' },
    ...{ here: true, there: false },
  },
  {
    ...{ why: 'large numbers compare', a: '[{"numeric":[">=",1]}]', value: '9007199254740993' },
    ...{ here: true, there: false },
  },
];

const matches = (a: string, value: string): boolean => {
  const compiled = compilePattern(`{"a":${a}}`);
  if (!compiled.ok) throw new Error(compiled.problem.message);
  return compiled.matches(parseExactJson(`{"a":${value}}`));
};

it.each(corners)('$why: $a of $value', ({ a, value, here, there }) => {
  expect(matches(a, value)).toBe(here);
  expect(here).not.toBe(there);
});

it('a letter whose small form is two signs stays itself, as with AWS', () => {
  expect(matches('[{"prefix":{"equals-ignore-case":"i"}}]', '"İstanbul"')).toBe(false);
  expect(matches('[{"equals-ignore-case":"İ"}]', '"İ"')).toBe(true);
  expect(matches('[{"suffix":{"equals-ignore-case":"É"}}]', '"café"')).toBe(true);
});
