import { describe, expect, it } from 'vitest';
import { inRegion } from './region.ts';

const at = (language: string, preferred: readonly string[]) =>
  new Intl.DateTimeFormat(inRegion(language, preferred), {
    timeStyle: 'short',
    timeZone: 'UTC',
  })
    .format(new Date('2026-01-01T15:05:00Z'))
    .replaceAll(/\s/g, ' ');

describe('times', () => {
  it.each([
    ['en', ['en-GB', 'en'], '15:05'],
    ['en', ['de-DE', 'en-US'], '3:05 PM'],
    ['de', ['de-AT'], '15:05'],
    ['tr', ['en-US'], '15:05'],
    ['en', ['en-US@posix', 'en-GB'], '15:05'],
  ])('of %s for %j', (language, preferred, shown) => {
    expect(at(language, preferred)).toBe(shown);
  });
});
