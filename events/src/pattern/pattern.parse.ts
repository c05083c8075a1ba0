import { isJsonObject, type JsonObject, parseMatcher } from './matcher.parse.ts';
import { inside, type Place, refuse, root } from './pattern.errors.ts';
import type { Alternative, Matcher, Pattern, PatternLimits } from './pattern.model.ts';

/** Names that no field inside `$or` can have: a list that holds one is no `$or`. */
const reserved: ReadonlySet<string> = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard'],
  ...['numeric', 'cidr', '=', '<', '<=', '>', '>=', 'regex', 'not-wildcard'],
  ...['not-equals-ignore-case', 'date-after', 'date-on-or-after', 'date-before'],
  ...['date-on-or-before', 'in-date-range', 'ip-address-in-range', 'ip-address-not-in-range'],
]);

const usesReserved = (value: JsonObject): boolean =>
  Object.entries(value).some(
    ([name, inner]) => reserved.has(name) || (isJsonObject(inner) && usesReserved(inner)),
  );

/** `$or` is one only as a list of at least two objects that name fields; otherwise it is a field of that name. */
const isOr = (name: string, value: unknown): value is readonly JsonObject[] =>
  name === '$or' &&
  Array.isArray(value) &&
  value.length >= 2 &&
  value.every((item) => isJsonObject(item) && !usesReserved(item));

type Parsing = {
  readonly limits: PatternLimits;
  /** Names on the way from the root. */
  readonly path: readonly string[];
  /** How many names these are, with those that dots set apart. */
  readonly depth: number;
};

/** An alternative while it grows: what was said last, and all before it, which others may share. */
type Said = {
  readonly before: Said | null;
  readonly path: string;
  readonly matchers: readonly Matcher[];
  /** Names on the ways to all that was said. */
  readonly steps: number;
} | null;

/** A field said twice on one way, such as beside and inside `$or`, is what is said last. */
const alternativeOf = (last: Said): Alternative => {
  const said: NonNullable<Said>[] = [];
  for (let one = last; one; one = one.before) said.push(one);
  return new Map(said.reverse().map(({ path, matchers }) => [path, matchers]));
};

const parseField = (value: readonly unknown[], place: Place): readonly Matcher[] => {
  if (value.length === 0) refuse(place, 'pattern.empty', 'The list of values must not be empty.');
  return value.map((item, index) => parseMatcher(item, inside(place, index)));
};

type Growing = { readonly parsing: Parsing; readonly place: Place; readonly base: readonly Said[] };

const withField = (
  matchers: readonly Matcher[],
  { parsing: { limits, path, depth }, place, base }: Growing,
): readonly Said[] => {
  const name = path.join('.');
  let steps = 0;
  return base.map((before): Said => {
    const one = { before, path: name, matchers, steps: (before?.steps ?? 0) + depth };
    steps += one.steps;
    if (steps > limits.steps)
      refuse(
        place,
        'pattern.tooLarge',
        `The fields of all combinations of $or have more than ${limits.steps} names on the ways to them.`,
      );
    return one;
  });
};

/** One name further. */
const stepInto = (name: string, { parsing, place }: Growing): Parsing => {
  const { limits, path } = parsing;
  const depth = parsing.depth + name.split('.').length;
  if (depth > limits.depth)
    refuse(place, 'pattern.tooDeep', `A field lies at most ${limits.depth} names deep.`);
  return { limits, path: [...path, name], depth };
};

const parseOr = (
  items: readonly JsonObject[],
  { parsing, place, base }: Growing,
): readonly Said[] => {
  const all: Said[] = [];
  items.forEach((item, index) => {
    all.push(...parseObject(item, { parsing, place: inside(place, index), base }));
    if (all.length > parsing.limits.combinations)
      refuse(
        place,
        'pattern.tooManyCombinations',
        `The pattern stands for more than ${parsing.limits.combinations} combinations of $or.`,
      );
  });
  return all;
};

const parseEntry = (
  [name, value]: readonly [string, unknown],
  growing: Growing,
): readonly Said[] => {
  const { place, base } = growing;
  if (isOr(name, value)) return parseOr(value, growing);
  const parsing = stepInto(name, growing);
  if (isJsonObject(value)) return parseObject(value, { parsing, place, base });
  if (
    Array.isArray(value) &&
    name === '$or' &&
    value.every((item) => isJsonObject(item)) &&
    value.length < 2
  )
    return refuse(place, 'pattern.or', '$or needs a list of at least two objects.');
  if (Array.isArray(value)) return withField(parseField(value, place), { parsing, place, base });
  return refuse(
    place,
    'pattern.field',
    'A field takes a list of values, or an object with fields.',
  );
};

function parseObject(value: JsonObject, { parsing, place, base }: Growing): readonly Said[] {
  const entries = Object.entries(value);
  if (entries.length === 0)
    refuse(place, 'pattern.empty', 'An object without fields matches nothing.');
  return entries.reduce<readonly Said[]>(
    (alternatives, entry) =>
      parseEntry(entry, { parsing, place: inside(place, entry[0]), base: alternatives }),
    base,
  );
}

/**
 * Reads a pattern as Amazon EventBridge writes it.
 * @throws PatternFault for what is no pattern.
 */
export const parsePattern = (value: unknown, limits: PatternLimits): Pattern => {
  if (!isJsonObject(value)) return refuse(root, 'pattern.notObject', 'A pattern is a JSON object.');
  const parsing = { limits, path: [], depth: 0 };
  return parseObject(value, { parsing, place: root, base: [null] }).map(alternativeOf);
};
