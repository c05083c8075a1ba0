import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spoken } from './handover.words.ts';

describe('words as they compare', () => {
  it.each([
    ['  Stop! ', 'stop'],
    ['ENDE.', 'ende'],
    ['/end', '/end'],
    ['...', ''],
    ['a.b', 'a.b'],
    ['ﬁn ?!', 'fin'],
  ])('%j is %j', (text, word) => {
    expect(spoken(text)).toBe(word);
  });

  it('is the same however often it is done', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(spoken(spoken(text))).toBe(spoken(text));
      }),
    );
  });

  it('is nothing for a text that is too long to be a word', () => {
    // In full it would be looked at as often as it is long.
    expect(spoken(`${'.'.repeat(250_000)}x`)).toBe('');
  });
});
