import { eventBusLimits } from '@tandem/contract';
import { compilePattern, defaultPatternLimits } from '../pattern/index.ts';
import { busErrors } from './bus.errors.ts';

const limits = { ...defaultPatternLimits, text: eventBusLimits.pattern };

/** Compiled patterns of late, by their text. */
export type Patterns = (text: string) => (event: unknown) => boolean;

const mostKept = 1_000;

/** A stored pattern was checked when it was stored: one that is not understood any more matches nothing. */
export const createPatterns = (): Patterns => {
  const known = new Map<string, (event: unknown) => boolean>();
  return (text) => {
    const found = known.get(text);
    if (found) return found;
    const compiled = compilePattern(text, limits);
    const matches = compiled.ok ? compiled.matches : () => false;
    const oldest = known.size >= mostKept ? known.keys().next() : null;
    if (oldest && !oldest.done) known.delete(oldest.value);
    known.set(text, matches);
    return matches;
  };
};

/** Whether a stored pattern holds wildcards. */
export const hasWildcards = (text: string): boolean => {
  const compiled = compilePattern(text, limits);
  return compiled.ok && compiled.wildcards;
};

/** @throws busErrors.patternInvalid (400) with the place as a JSON pointer */
export const checkPattern = (text: string, field = 'eventPattern'): void => {
  const compiled = compilePattern(text, limits);
  if (compiled.ok) return;
  const { code, message, pointer } = compiled.problem;
  const details = [{ errorCode: code, fieldName: `${field}${pointer}` }];
  throw busErrors.patternInvalid({ place: pointer || '/', problem: message }, { details });
};
