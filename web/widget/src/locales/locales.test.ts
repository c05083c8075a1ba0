import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import { chooseLocale, dictionaries, language } from './index.ts';

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe('dictionaries', () => {
  it.each(['de', 'tr'] as const)(
    '%s has the keys of English, none empty, with the same placeholders',
    (locale) => {
      const { en, [locale]: other } = dictionaries;
      expect(Object.keys(other).sort()).toEqual(Object.keys(en).sort());
      for (const [key, text] of Object.entries(en)) {
        const translated = other[key as keyof typeof en];
        expect(translated.trim(), key).not.toBe('');
        expect(placeholders(translated), key).toEqual(placeholders(text));
      }
    },
  );

  it('are chosen by the first language that is known', () => {
    expect(chooseLocale([undefined, 'fr', 'de-AT', 'en'])).toBe('de');
    expect(chooseLocale(['toString', ''])).toBe('en');
  });

  it('fill in values and choose the form for a number', () => {
    expect(language('de').text('agentJoined', { name: 'Ada' })).toBe(
      'Ada ist dem Chat beigetreten',
    );
    expect(language('en').plural('queueWait', 1)).toContain('1 minute');
    expect(language('en').plural('queueWait', 2)).toContain('2 minutes');
  });

  it('tell the time as the region of the browser does, where it speaks the language', () => {
    const at = new Date(2026, 1, 3, 15, 5).getTime();
    expect(language('en', ['de-DE', 'en-GB']).time(at)).toBe('15:05');
    expect(language('en', ['en-US', 'en-GB']).time(at)).toMatch(/^3:05.PM$/);
    expect(language('en', ['en-US@posix', 'en-GB']).time(at)).toBe('15:05');
    expect(language('de', ['en-US']).time(at)).toBe('15:05');
  });

  it('tell the year of a date where it is another one than now', () => {
    const now = new Date(2026, 11, 30, 12).getTime();
    const [near, far] = [new Date(2026, 11, 3, 15, 5), new Date(2027, 0, 3, 15, 5)].map(Number);
    for (const locale of ['en', 'de', 'tr'] as const) {
      const { date, slot, day } = language(locale, []);
      for (const said of [date, slot, day]) {
        expect(said(Number(near), now)).not.toMatch(/202\d/);
        expect(said(Number(far), now)).toContain('2027');
      }
      expect(day(new Date(2025, 11, 30).getTime(), now)).toContain('2025');
    }
    // Two days of the same name are told apart.
    const { date } = language('en', ['en-GB']);
    expect(date(Number(far), now)).toMatch(/^Sunday,? 3 January 2027$/);
  });
});

/** Attributes whose value a person reads or hears. */
const SPOKEN = ['aria-label', 'title', 'placeholder', 'alt', 'label', 'aria-description'];

/** Words that stand in the markup itself instead of in a dictionary. */
function literalTexts(code: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const part of node) visit(part);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const { type, value, name } = node as {
      type?: string;
      value?: unknown;
      name?: { name?: string };
    };
    if (type === 'JSXText' && /\p{L}/u.test(String(value))) found.push(String(value).trim());
    const literal = (value as { type?: string; value?: unknown } | null)?.value;
    if (
      type === 'JSXAttribute' &&
      SPOKEN.includes(name?.name ?? '') &&
      /\p{L}/u.test(String(literal ?? ''))
    ) {
      found.push(String(literal));
    }
    if (type === 'JSXExpressionContainer') {
      const { expression } = node as { expression?: { type?: string; value?: unknown } };
      if (
        expression?.type === 'Literal' &&
        typeof expression.value === 'string' &&
        /\p{L}/u.test(expression.value)
      ) {
        found.push(expression.value);
      }
    }
    for (const part of Object.values(node)) visit(part);
  };
  visit(parseSync('component.tsx', code).program);
  return found;
}

describe('components', () => {
  it('hold no words of their own', () => {
    const folder = fileURLToPath(new URL('../ui/', import.meta.url));
    const files = readdirSync(folder).filter((name) => name.endsWith('.tsx'));
    expect(files.length).toBeGreaterThan(10);
    const offenders = files.flatMap((name) =>
      literalTexts(readFileSync(folder + name, 'utf8')).map((text) => `${name}: ${text}`),
    );
    expect(offenders).toEqual([]);
  });

  it('would be caught with text, spoken attributes and literals in braces', () => {
    expect(literalTexts(`const a = <p title="Hi" class="x">Hello {'you'} {1}</p>;`).sort()).toEqual(
      ['Hello', 'Hi', 'you'],
    );
  });
});
