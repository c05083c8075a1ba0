import {
  type EventPatternResult,
  eventBusLimits,
  type Handler,
  handle,
  eventPatternOperations as operations,
} from '@tandem/contract';
import { compilePattern } from './compile-pattern.ts';
import { parseExactJson } from './exact-json.ts';
import { defaultPatternLimits, type PatternLimits } from './pattern.model.ts';

const noEvent = (message: string): EventPatternResult => ({
  problem: { in: 'event', code: 'event.json', message, pointer: '' },
});

const tryPattern = (
  { pattern, event }: { pattern: unknown; event: unknown },
  limits: PatternLimits,
): EventPatternResult => {
  const compiled = compilePattern(pattern, limits);
  if (!compiled.ok) return { problem: { in: 'pattern', ...compiled.problem } };
  try {
    const value = typeof event === 'string' ? parseExactJson(event) : event;
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return noEvent('An event is a JSON object.');
    return { matches: compiled.matches(value) };
  } catch {
    return noEvent('The event is no JSON.');
  }
};

/** Tries patterns on events, within the limits that rules of buses have. */
export const patternHandlers = (
  limits: PatternLimits = { ...defaultPatternLimits, text: eventBusLimits.pattern },
): readonly Handler[] => [
  handle(operations.postEventPatternsTest, async ({ body }) => ({
    status: 200,
    body: tryPattern(body, limits),
  })),
];
