import { RE2JS } from 're2js';

/** Longest pattern that is compiled. */
export const maxPatternLength = 200;

/** Largest compiled program: counted repetition such as `((a{100}){100}){100}` multiplies it. */
export const maxPatternProgram = 2_000;

/** A pattern whose time grows with the text's length times its program's size, never faster. */
export type LinearRegex = {
  /** Size of the compiled program, the factor of a match's cost. */
  readonly size: number;
  readonly matchesWhole: (text: string) => boolean;
  readonly findsIn: (text: string) => boolean;
  /** Parts between the matches, as Java's `String.split`: limit 0 drops empty parts at the end. */
  readonly split: (text: string, limit: number) => string[];
};

/** Why a pattern cannot be used. */
export type RegexRefusal = 'invalid' | 'too large';

/** Turns a pattern of another dialect into one of RE2. */
type Prepare = (pattern: string) => string;

/** Compiles a pattern, or says why not; its length is that before it is prepared. */
const readPattern = (
  pattern: string,
  prepare: Prepare = (same) => same,
): LinearRegex | RegexRefusal => {
  if (pattern.length > maxPatternLength) return 'too large';
  try {
    const compiled = RE2JS.compile(prepare(pattern));
    const size = compiled.programSize();
    if (size > maxPatternProgram) return 'too large';
    return {
      size,
      matchesWhole: (text) => compiled.matches(text),
      findsIn: (text) => compiled.matcher(text).find(),
      split: (text: string, limit: number) => compiled.split(text, limit),
    };
  } catch {
    // re2js has several error classes; to callers they all mean: not a pattern.
    return 'invalid';
  }
};

/** @returns null for a pattern that is invalid, too long or too large when compiled. */
export const compileLinearRegex = (pattern: string): LinearRegex | null => {
  const compiled = readPattern(pattern);
  return typeof compiled === 'string' ? null : compiled;
};

/** Patterns a cache keeps. */
const mostKept = 16;

/** Keeps the patterns compiled that were asked for last; belongs to one run of a path or a template. */
export const createRegexCache = (prepare?: Prepare) => {
  const known = new Map<string, LinearRegex | RegexRefusal>();
  return (pattern: string): LinearRegex | RegexRefusal => {
    const found = known.get(pattern);
    if (found !== undefined) return found;
    const compiled = readPattern(pattern, prepare);
    if (known.size >= mostKept) known.clear();
    known.set(pattern, compiled);
    return compiled;
  };
};
