import { languagePattern } from '@tandem/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLanguage } from './handling-rules.ts';

describe('languages of the texts of a handover', () => {
  const names = new Intl.DisplayNames(['en'], { type: 'language' });

  it.each(['de', 'pt-BR', 'zh-Hant-TW', 'es-419', 'DE-at'])('%s is one', (tag) => {
    expect(isLanguage(tag)).toBe(true);
  });

  it.each(['de-ch-zh', 'en-us-uk', 'de-12', 'german', 'd', ''])('"%s" is none', (tag) => {
    expect(isLanguage(tag)).toBe(false);
  });

  it('can all be named by a browser', () => {
    fc.assert(
      fc.property(fc.stringMatching(new RegExp(languagePattern)), (tag) => {
        expect(() => names.of(tag)).not.toThrow();
      }),
    );
  });
});
