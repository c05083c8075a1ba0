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

const badEvent = (code: string, message: string): EventPatternResult => ({
  problem: { in: 'event', code, message, pointer: '' },
});
const noEvent = (message: string) => badEvent('event.json', message);

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
    const matches = compiled.judge(value);
    if (matches !== 'tooMuch') return { matches };
    return badEvent(
      'event.tooMuch',
      'The event holds too much for all combinations of the pattern.',
    );
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
