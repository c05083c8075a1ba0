import { eventBusLimits } from '@tandem/contract';
import type { PublicError } from '@tandem/kit';
import { compilePattern, defaultPatternLimits } from '../pattern/index.ts';
import { busErrors } from './bus.errors.ts';

const limits = { ...defaultPatternLimits, text: eventBusLimits.pattern };

type Matches = (event: unknown) => boolean;

/** Compiled patterns of late, by their text. */
export type Patterns = (text: string) => Matches;

const mostKept = 1_000;
/** One with many combinations of `$or` counts as many. */
const mostFields = 300_000;

/** A stored pattern was checked when it was stored: one that is not understood any more matches nothing. */
export const createPatterns = (): Patterns => {
  const known = new Map<string, { readonly fields: number; readonly matches: Matches }>();
  let fields = 0;
  const makeRoom = () => {
    for (const [text, oldest] of known) {
      if (known.size < mostKept && fields <= mostFields) return;
      known.delete(text);
      fields -= oldest.fields;
    }
  };
  return (text) => {
    const found = known.get(text);
    if (found) return found.matches;
    const compiled = compilePattern(text, limits);
    const made = compiled.ok ? compiled : { matches: () => false, fields: 0 };
    fields += made.fields;
    makeRoom();
    known.set(text, made);
    return made.matches;
  };
};

const isWildcard = (matcher: unknown): boolean => {
  if (typeof matcher !== 'object' || matcher === null) return false;
  if ('wildcard' in matcher) return true;
  return 'anything-but' in matcher && isWildcard(matcher['anything-but']);
};

const isAskedFor = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value) && value.some(isWildcard)) return true;
  return Object.values(value).some(isAskedFor);
};

/** Whether a pattern that was checked holds wildcards, in time linear in its text: it is not compiled for that. */
export const hasWildcards = (text: string): boolean => isAskedFor(JSON.parse(text));

/** What is wrong with a pattern: busErrors.patternInvalid (400) with the place as a JSON pointer. */
export const patternFault = (text: string, field = 'eventPattern'): PublicError | null => {
  const compiled = compilePattern(text, limits);
  if (compiled.ok) return null;
  const { code, message, pointer } = compiled.problem;
  const details = [{ errorCode: code, fieldName: `${field}${pointer}` }];
  return busErrors.patternInvalid({ place: pointer || '/', problem: message }, { details });
};
