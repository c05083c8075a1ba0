import { parseExactJson } from './exact-json.ts';
import { PatternFault, refuse, root } from './pattern.errors.ts';
import { compileAlternative } from './pattern.match.ts';
import {
  defaultPatternLimits,
  type Matcher,
  type PatternLimits,
  type PatternProblem,
} from './pattern.model.ts';
import { parsePattern } from './pattern.parse.ts';

export type CompiledPattern =
  | {
      readonly ok: true;
      readonly matches: (event: unknown) => boolean;
      /** Some field of it is asked for with a wildcard. */
      readonly wildcards: boolean;
    }
  | { readonly ok: false; readonly problem: PatternProblem };

const notJson = (): never => refuse(root, 'pattern.json', 'The pattern is no JSON.');

const writeText = (pattern: unknown): string => {
  if (typeof pattern === 'string') return pattern;
  try {
    return JSON.stringify(pattern) ?? notJson();
  } catch {
    return notJson();
  }
};

const readValue = (pattern: unknown): unknown => {
  if (typeof pattern !== 'string') return pattern;
  try {
    return parseExactJson(pattern);
  } catch {
    return notJson();
  }
};

const isWildcard = (matcher: Matcher): boolean =>
  matcher.kind === 'wildcard' ||
  (matcher.kind === 'anythingButLike' && matcher.not.some(isWildcard));

/**
 * Compiles an event pattern of Amazon EventBridge, given as JSON text or as a parsed value. Text keeps whole numbers
 * beyond 2^53 apart, provided the event was read with `parseExactJson`. Matching takes time linear in the event, never
 * throws on JSON and looks at own properties only. A field that an event has twice, once by a key with dots and once
 * nested, is satisfied by either; elements of lists are then not held together.
 */
export const compilePattern = (
  pattern: unknown,
  limits: PatternLimits = defaultPatternLimits,
): CompiledPattern => {
  try {
    if (writeText(pattern).length > limits.text)
      refuse(root, 'pattern.tooLong', `The pattern is longer than ${limits.text} characters.`);
    const alternatives = parsePattern(readValue(pattern), limits);
    const wildcards = alternatives.some((one) => [...one.values()].flat().some(isWildcard));
    const tests = alternatives.map(compileAlternative);
    const [only] = tests;
    const matches =
      tests.length === 1 && only ? only : (event: unknown) => tests.some((test) => test(event));
    return { ok: true, matches, wildcards };
  } catch (error) {
    if (error instanceof PatternFault) return { ok: false, problem: error.problem };
    throw error;
  }
};
