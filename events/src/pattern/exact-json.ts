import type { JsonNumber } from './pattern.model.ts';

/** A whole number as JSON may write it. */
const whole = /^-?\d+$/;

/** The one form of a number: `bigint` only where a JavaScript number would change it. */
export const exactNumber = (value: JsonNumber): JsonNumber => {
  if (typeof value === 'number') return value;
  const near = Number(value);
  return Number.isFinite(near) && BigInt(near) === value ? near : value;
};

/**
 * Parses JSON without changing whole numbers beyond 2^53: those are `bigint`. For patterns and events that come as text,
 * since account and record numbers that differ must not look the same.
 * @throws SyntaxError as `JSON.parse` does.
 */
export const parseExactJson = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
    const source = context?.source ?? '';
    return whole.test(source) ? exactNumber(BigInt(source)) : value;
  });
