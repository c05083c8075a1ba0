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

/** @returns null for a pattern that is invalid, too long or too large when compiled. */
export const compileLinearRegex = (pattern: string): LinearRegex | null => {
  if (pattern.length > maxPatternLength) return null;
  try {
    const compiled = RE2JS.compile(pattern);
    const size = compiled.programSize();
    if (size > maxPatternProgram) return null;
    return {
      size,
      matchesWhole: (text) => compiled.matches(text),
      findsIn: (text) => compiled.matcher(text).find(),
      split: (text, limit) => compiled.split(text, limit),
    };
  } catch {
    // re2js has several error classes; to callers they all mean: not a pattern.
    return null;
  }
};

/** Keeps the patterns compiled that were asked for last; belongs to one path or one template run. */
export const createRegexCache = (most = 16) => {
  const known = new Map<string, LinearRegex | null>();
  return (pattern: string): LinearRegex | null => {
    const found = known.get(pattern);
    if (found !== undefined) return found;
    const compiled = compileLinearRegex(pattern);
    if (known.size >= most) known.clear();
    known.set(pattern, compiled);
    return compiled;
  };
};
