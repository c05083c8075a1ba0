/** A number as JSON writes it; whole numbers that a JavaScript number cannot hold are `bigint` (see `parseExactJson`). */
export type JsonNumber = number | bigint;

type Edge = {
  readonly kind: 'prefix' | 'suffix';
  readonly text: string;
  readonly ignoreCase: boolean;
};
type EqualsIgnoreCase = { readonly kind: 'equalsIgnoreCase'; readonly text: string };
/** Text between the wildcards, escapes resolved: `a*b` is `['a', 'b']`. */
type Wildcard = { readonly kind: 'wildcard'; readonly parts: readonly string[] };

/** What looks at texts only; `anything-but` can be nested with it. */
export type TextMatcher = Edge | EqualsIgnoreCase | Wildcard;

/** One accepted value, or one operator with what it is given. */
export type Matcher =
  | TextMatcher
  | { readonly kind: 'equals'; readonly value: string | JsonNumber | boolean | null }
  | { readonly kind: 'exactly'; readonly text: string }
  | { readonly kind: 'anythingBut'; readonly values: readonly (string | JsonNumber)[] }
  | { readonly kind: 'anythingButLike'; readonly not: readonly TextMatcher[] }
  | { readonly kind: 'numeric'; readonly comparisons: readonly Comparison[] }
  | { readonly kind: 'cidr'; readonly address: string; readonly mask: number }
  | { readonly kind: 'exists'; readonly exists: boolean };

export const comparisonSigns = ['=', '<', '<=', '>', '>='] as const;
export type Comparison = {
  readonly sign: (typeof comparisonSigns)[number];
  readonly operand: JsonNumber;
};

/** Field by its path with dots → what it may be; all fields have to agree. */
export type Alternative = ReadonlyMap<string, readonly Matcher[]>;

/** A pattern without `$or`: it matches when one of the alternatives does. */
export type Pattern = readonly Alternative[];

/** What is wrong with a pattern, and where: `pointer` is a JSON pointer (RFC 6901) into it. */
export type PatternProblem = {
  readonly code:
    | 'pattern.json'
    | 'pattern.tooLong'
    | 'pattern.tooManyCombinations'
    | 'pattern.tooDeep'
    | 'pattern.tooLarge'
    | 'pattern.notObject'
    | 'pattern.empty'
    | 'pattern.field'
    | 'pattern.value'
    | 'pattern.operator'
    | 'pattern.operand'
    | 'pattern.or';
  readonly message: string;
  readonly pointer: string;
};

export type PatternLimits = {
  /** Longest pattern as JSON text, in characters. */
  readonly text: number;
  /** Most combinations that `$or` may stand for. */
  readonly combinations: number;
  /** Most names on the way to a field, dots in a name counted as steps. */
  readonly depth: number;
  /** Most names on the ways to all fields of all combinations: what compiling and a match have to go through. */
  readonly steps: number;
  /** Most elements of lists that a match looks at, for all combinations together; keys and long texts count as well. */
  readonly work: number;
};

/** Text and combinations as Amazon EventBridge takes them by default; it publishes no measure for the others. */
export const defaultPatternLimits: PatternLimits = {
  ...{ text: 2_048, combinations: 1_000 },
  ...{ depth: 64, steps: 30_000, work: 2_000_000 },
};
