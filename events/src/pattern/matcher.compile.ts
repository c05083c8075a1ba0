import { exactNumber } from './exact-json.ts';
import { networkTest, parseAddress } from './network.ts';
import type { Comparison, Matcher, TextMatcher } from './pattern.model.ts';
import { wildcardTest } from './wildcard.ts';

/** A value of an event without parts. */
export type Scalar = string | number | bigint | boolean | null;
export type ScalarTest = (value: Scalar) => boolean;
type TextTest = (text: string) => boolean;

const ascii = /^\p{ASCII}*$/v;

/** One that would become two signs stays as it is: half of it would look like another letter. */
const small = (sign: string): string => {
  const lower = sign.toLowerCase();
  return lower.length === sign.length ? lower : sign;
};

/** Letter by letter, so that a letter's place in the word does not matter. */
const folded = (text: string): string =>
  ascii.test(text) ? text.toLowerCase() : Array.from(text, small).join('');

const edgeTest = ({
  kind,
  text,
  ignoreCase,
}: Extract<TextMatcher, { ignoreCase: boolean }>): TextTest => {
  const sought = ignoreCase ? folded(text) : text;
  const of = ignoreCase ? folded : (value: string) => value;
  return kind === 'prefix'
    ? (value) => of(value).startsWith(sought)
    : (value) => of(value).endsWith(sought);
};

const textTest = (matcher: TextMatcher): TextTest => {
  if (matcher.kind === 'wildcard') return wildcardTest(matcher.parts);
  if (matcher.kind !== 'equalsIgnoreCase') return edgeTest(matcher);
  const sought = folded(matcher.text);
  return (value) => folded(value) === sought;
};

const onText =
  (test: TextTest): ScalarTest =>
  (value) =>
    typeof value === 'string' && test(value);

/** `bigint` and number compare by value. */
const compare: Readonly<
  Record<Comparison['sign'], (value: number | bigint, operand: number | bigint) => boolean>
> = {
  '=': (value, operand) => value >= operand && value <= operand,
  '<': (value, operand) => value < operand,
  '<=': (value, operand) => value <= operand,
  '>': (value, operand) => value > operand,
  '>=': (value, operand) => value >= operand,
};

const numericTest = (comparisons: readonly Comparison[]): ScalarTest => {
  const tests = comparisons.map(({ sign, operand }) => {
    const holds = compare[sign];
    return (value: number | bigint) => holds(value, operand);
  });
  return (value) =>
    (typeof value === 'number' || typeof value === 'bigint') && tests.every((test) => test(value));
};

/** An address is the same however it is written; only IPv6 has several ways. */
const equalsTest = (value: Scalar): ScalarTest | null => {
  if (typeof value !== 'string' || !value.includes(':')) return null;
  const address = parseAddress(value);
  return address && onText(networkTest({ address, mask: address.bits }));
};

const cidrTest = (text: string, mask: number): ScalarTest => {
  const address = parseAddress(text);
  return address ? onText(networkTest({ address, mask })) : () => false;
};

const testOf = (matcher: Matcher): ScalarTest | null => {
  switch (matcher.kind) {
    case 'equals':
      return equalsTest(matcher.value);
    case 'exactly':
      return null;
    case 'anythingBut': {
      const excluded = new Set<Scalar>(matcher.values);
      return (value) => !excluded.has(typeof value === 'bigint' ? exactNumber(value) : value);
    }
    case 'anythingButLike': {
      const tests = matcher.not.map(textTest);
      return (value) => typeof value !== 'string' || !tests.some((test) => test(value));
    }
    case 'numeric':
      return numericTest(matcher.comparisons);
    case 'cidr':
      return cidrTest(matcher.address, matcher.mask);
    case 'exists':
      return matcher.exists ? () => true : null;
    default:
      return onText(textTest(matcher));
  }
};

const literalOf = (matcher: Matcher): readonly Scalar[] => {
  if (matcher.kind === 'equals') return [matcher.value];
  return matcher.kind === 'exactly' ? [matcher.text] : [];
};

/** All values of one field as one function: literals by one look, then the operators in turn. */
export const compileMatchers = (matchers: readonly Matcher[]): ScalarTest => {
  const literals = matchers.flatMap(literalOf);
  const tests = matchers.flatMap((matcher) => testOf(matcher) ?? []);
  const [only] = literals;
  if (tests.length === 0 && literals.length === 1)
    return (value) => value === only || (typeof value === 'bigint' && exactNumber(value) === only);
  const known = new Set(literals);
  return (value) => {
    if (known.has(typeof value === 'bigint' ? exactNumber(value) : value)) return true;
    for (const test of tests) if (test(value)) return true;
    return false;
  };
};
