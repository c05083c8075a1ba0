import { describe, expect, it } from 'vitest';
import { type Exactness, momentText } from './moment-rules.ts';

const date = new Date(2026, 10, 22, 3, 4, 5, 6);
const hourOf = (language: string, exactness: Exactness) =>
  /(\d+):04/.exec(momentText(date, language, exactness))?.[1];

describe('a moment', () => {
  it.each(['en', 'de', 'tr'])('has the same hour however exactly it is told: %s', (language) => {
    const hour = hourOf(language, 'minutes');
    expect(hour).toMatch(/^0?3$/);
    expect(hourOf(language, 'seconds')).toBe(hour);
    expect(hourOf(language, 'milliseconds')).toBe(hour);
  });

  it('tells milliseconds where they are asked for', () => {
    expect(momentText(date, 'de', 'milliseconds')).toBe('03:04:05,006');
  });
});
