import { describe, expect, it } from 'vitest';
import { compileLinearRegex, createRegexCache, maxPatternLength } from './linear-regex.ts';

describe('regular expressions without backtracking', () => {
  it('match, search and split', () => {
    const regex = compileLinearRegex('a+');
    expect(regex?.matchesWhole('aaa')).toBe(true);
    expect(regex?.matchesWhole('baa')).toBe(false);
    expect(regex?.findsIn('baa')).toBe(true);
    expect(regex?.split('1a2aa3a', 0)).toEqual(['1', '2', '3']);
    expect(regex?.split('1a2aa3a', -1)).toEqual(['1', '2', '3', '']);
  });

  it('are refused when invalid, too long or too large when compiled', () => {
    expect(compileLinearRegex('(')).toBeNull();
    expect(compileLinearRegex('a'.repeat(maxPatternLength + 1))).toBeNull();
    expect(compileLinearRegex('((a{50}){10}){2}b{900}c{900}')).toBeNull();
    const cache = createRegexCache();
    expect(['(', 'a'.repeat(maxPatternLength + 1)].map((pattern) => cache(pattern))).toEqual([
      'invalid',
      'too large',
    ]);
    expect(cache('a')).toBe(cache('a'));
  });
});
