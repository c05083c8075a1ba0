import { exactNumber } from './exact-json.ts';
import { parseAddress } from './network.ts';
import { inside, type Place, refuse } from './pattern.errors.ts';
import {
  type Comparison,
  comparisonSigns,
  type JsonNumber,
  type Matcher,
  type TextMatcher,
} from './pattern.model.ts';
import { splitWildcard } from './wildcard.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNumber = (value: unknown): value is JsonNumber =>
  typeof value === 'number' || typeof value === 'bigint';

const textOf = (value: unknown, place: Place): string =>
  typeof value === 'string' ? value : refuse(place, 'pattern.operand', 'A text is needed here.');

/** The only key of an operator's object, with its value. */
const onlyEntry = (value: JsonObject, place: Place): readonly [string, unknown] => {
  const entries = Object.entries(value);
  const [entry] = entries;
  if (entries.length === 1 && entry) return entry;
  return refuse(
    place,
    'pattern.operator',
    entries.length === 0
      ? 'An operator is needed here.'
      : 'An operator stands alone in its object; several are given as several objects.',
  );
};

const wildcard = (value: unknown, place: Place): TextMatcher => {
  const parts = splitWildcard(textOf(value, place));
  return 'fault' in parts
    ? refuse(place, 'pattern.operand', parts.fault)
    : { kind: 'wildcard', parts };
};

/** `prefix` and `suffix`: a text, or an object with `equals-ignore-case`. */
const edge = (kind: 'prefix' | 'suffix') => (value: unknown, place: Place) => {
  if (!isJsonObject(value)) return { kind, text: textOf(value, place), ignoreCase: false } as const;
  const [name, text] = onlyEntry(value, place);
  if (name !== 'equals-ignore-case')
    return refuse(inside(place, name), 'pattern.operator', `${kind} cannot hold "${name}".`);
  return { kind, text: textOf(text, inside(place, name)), ignoreCase: true } as const;
};

const equalsIgnoreCase = (value: unknown, place: Place): TextMatcher => ({
  kind: 'equalsIgnoreCase',
  text: textOf(value, place),
});

type Read<M> = (value: unknown, place: Place) => M;

/** Inside `anything-but` an edge is a text of at least one character: the empty one would exclude every text. */
const excludedEdge =
  (kind: 'prefix' | 'suffix'): Read<TextMatcher> =>
  (value, place) => ({
    kind,
    text:
      textOf(value, place) || refuse(place, 'pattern.operand', `The ${kind} must not be empty.`),
    ignoreCase: false,
  });

const excluded: ReadonlyMap<string, Read<TextMatcher>> = new Map([
  ['prefix', excludedEdge('prefix')],
  ['suffix', excludedEdge('suffix')],
  ['equals-ignore-case', equalsIgnoreCase],
  ['wildcard', wildcard],
]);

const listOf = (value: unknown, place: Place): readonly (readonly [unknown, Place])[] => {
  if (!Array.isArray(value)) return [[value, place]];
  if (value.length === 0) refuse(place, 'pattern.operand', 'The list must not be empty.');
  return value.map((item, index) => [item, inside(place, index)] as const);
};

const anythingBut = (value: unknown, place: Place): Matcher => {
  if (isJsonObject(value)) {
    const [name, operand] = onlyEntry(value, place);
    const at = inside(place, name);
    const read =
      excluded.get(name) ?? refuse(at, 'pattern.operator', `anything-but cannot hold "${name}".`);
    return {
      kind: 'anythingButLike',
      not: listOf(operand, at).map(([item, where]) => read(item, where)),
    };
  }
  const values = listOf(value, place).map(([item, where]) => {
    if (typeof item === 'string') return item;
    if (isNumber(item)) return exactNumber(item);
    return refuse(where, 'pattern.operand', 'anything-but excludes texts or numbers.');
  });
  if (new Set(values.map((item) => typeof item === 'string')).size > 1)
    refuse(
      place,
      'pattern.operand',
      'anything-but takes texts or numbers, but not both in one list.',
    );
  return { kind: 'anythingBut', values };
};

const comparison = ([sign, operand]: readonly unknown[], place: Place): Comparison => {
  const known = comparisonSigns.find((candidate) => candidate === sign);
  if (!known)
    return refuse(place, 'pattern.operand', `A comparison is one of ${comparisonSigns.join(' ')}.`);
  if (!isNumber(operand))
    return refuse(place, 'pattern.operand', `A number is needed behind ${known}.`);
  return { sign: known, operand: exactNumber(operand) };
};

const numeric = (value: unknown, place: Place): Matcher => {
  if (!Array.isArray(value) || (value.length !== 2 && value.length !== 4))
    return refuse(
      place,
      'pattern.operand',
      'numeric takes one comparison, or a lower and an upper one.',
    );
  const first = comparison(value.slice(0, 2), place);
  if (value.length === 2) return { kind: 'numeric', comparisons: [first] };
  const second = comparison(value.slice(2), place);
  if (!first.sign.startsWith('>') || !second.sign.startsWith('<'))
    return refuse(
      place,
      'pattern.operand',
      'Of two comparisons the first is > or >=, the second < or <=.',
    );
  if (first.operand >= second.operand)
    return refuse(place, 'pattern.operand', 'The lower bound must be less than the upper one.');
  return { kind: 'numeric', comparisons: [first, second] };
};

const cidr = (value: unknown, place: Place): Matcher => {
  const [address = '', mask = '', ...more] = textOf(value, place).split('/');
  const parsed = parseAddress(address);
  if (!parsed || more.length > 0 || !/^\d{1,3}$/.test(mask) || Number(mask) >= parsed.bits)
    return refuse(
      place,
      'pattern.operand',
      'cidr takes an address and a mask such as 10.0.0.0/24; IPv4 masks are below 32, IPv6 masks below 128.',
    );
  return { kind: 'cidr', address, mask: Number(mask) };
};

const exists = (value: unknown, place: Place): Matcher =>
  typeof value === 'boolean'
    ? { kind: 'exists', exists: value }
    : refuse(place, 'pattern.operand', 'exists is true or false.');

const operators: ReadonlyMap<string, Read<Matcher>> = new Map<string, Read<Matcher>>([
  ['exactly', (value, place) => ({ kind: 'exactly', text: textOf(value, place) })],
  ['prefix', edge('prefix')],
  ['suffix', edge('suffix')],
  ['equals-ignore-case', equalsIgnoreCase],
  ['wildcard', wildcard],
  ['anything-but', anythingBut],
  ['numeric', numeric],
  ['cidr', cidr],
  ['exists', exists],
]);

/** Reads one member of a field's list: a plain value, or an object with one operator. */
export const parseMatcher = (value: unknown, place: Place): Matcher => {
  if (isNumber(value)) return { kind: 'equals', value: exactNumber(value) };
  if (value === null || typeof value === 'string' || typeof value === 'boolean')
    return { kind: 'equals', value };
  if (!isJsonObject(value))
    return refuse(
      place,
      'pattern.value',
      'A text, a number, true, false, null or an operator is needed here.',
    );
  const [name, operand] = onlyEntry(value, place);
  const at = inside(place, name);
  const read =
    operators.get(name) ?? refuse(at, 'pattern.operator', `There is no operator "${name}".`);
  return read(operand, at);
};
