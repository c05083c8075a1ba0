import { parseExactJson } from './exact-json.ts';
import { PatternFault, refuse, root } from './pattern.errors.ts';
import { compileAlternatives } from './pattern.match.ts';
import { defaultPatternLimits, type PatternLimits, type PatternProblem } from './pattern.model.ts';
import { parsePattern } from './pattern.parse.ts';

export type CompiledPattern =
  | {
      readonly ok: true;
      /** False where `judge` says that it is too much. */
      readonly matches: (event: unknown) => boolean;
      /** 'tooMuch': the lists of the event are too long to be looked at for all combinations of the pattern. */
      readonly judge: (event: unknown) => boolean | 'tooMuch';
      /** Fields of all combinations of `$or`: what it weighs in memory and in a match. */
      readonly fields: number;
    }
  | { readonly ok: false; readonly problem: PatternProblem };

/** Where a text stops being JSON, as the engine tells it; '' where it does not. */
const placeIn = (error: unknown): string => {
  const said = error instanceof Error ? error.message : '';
  const [, line, column] = /line (\d+) column (\d+)/.exec(said) ?? [];
  return line === undefined ? '' : ` (line ${line}, column ${column})`;
};

const notJson = (error?: unknown): never =>
  refuse(root, 'pattern.json', `The pattern is not valid JSON${placeIn(error)}.`);

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
  } catch (error) {
    return notJson(error);
  }
};

/**
 * Compiles an event pattern of Amazon EventBridge, given as JSON text or as a parsed value. Text keeps whole numbers
 * beyond 2^53 apart, provided the event was read with `parseExactJson`. Matching takes time linear in the event, and a
 * bounded time for any event, never
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
    const fields = alternatives.reduce((sum, { size }) => sum + size, 0);
    const judge = compileAlternatives(alternatives, limits.work);
    return { ok: true, judge, matches: (event) => judge(event) === true, fields };
  } catch (error) {
    if (error instanceof PatternFault) return { ok: false, problem: error.problem };
    throw error;
  }
};
