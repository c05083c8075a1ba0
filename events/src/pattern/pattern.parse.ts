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
};

const parseField = (value: readonly unknown[], place: Place): readonly Matcher[] => {
  if (value.length === 0) refuse(place, 'pattern.empty', 'The list of values must not be empty.');
  return value.map((item, index) => parseMatcher(item, inside(place, index)));
};

/** A field said twice on one way, such as beside and inside `$or`, is what is said last. */
const withField = (alternatives: Pattern, path: string, matchers: readonly Matcher[]): Pattern =>
  alternatives.map((alternative): Alternative => new Map([...alternative, [path, matchers]]));

const parseOr = (
  items: readonly JsonObject[],
  { parsing, place, base }: { parsing: Parsing; place: Place; base: Pattern },
): Pattern => {
  const all: Alternative[] = [];
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
  { parsing, place, base }: { parsing: Parsing; place: Place; base: Pattern },
): Pattern => {
  if (isOr(name, value)) return parseOr(value, { parsing, place, base });
  const path = [...parsing.path, name];
  if (isJsonObject(value))
    return parseObject(value, { parsing: { ...parsing, path }, place, base });
  if (
    Array.isArray(value) &&
    name === '$or' &&
    value.every((item) => isJsonObject(item)) &&
    value.length < 2
  )
    return refuse(place, 'pattern.or', '$or needs a list of at least two objects.');
  if (Array.isArray(value)) return withField(base, path.join('.'), parseField(value, place));
  return refuse(
    place,
    'pattern.field',
    'A field takes a list of values, or an object with fields.',
  );
};

function parseObject(
  value: JsonObject,
  { parsing, place, base }: { parsing: Parsing; place: Place; base: Pattern },
): Pattern {
  const entries = Object.entries(value);
  if (entries.length === 0)
    refuse(place, 'pattern.empty', 'An object without fields matches nothing.');
  return entries.reduce<Pattern>(
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
  return parseObject(value, { parsing: { limits, path: [] }, place: root, base: [new Map()] });
};
