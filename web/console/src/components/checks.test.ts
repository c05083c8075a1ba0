import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkKey, momentIn } from './use-check.ts';

const source = readFileSync(
  new URL('../../../../gateway/src/checks/checks.texts.ts', import.meta.url),
  'utf8',
);
/** Every sentence that a test of a connection may say. */
const sentences = [...source.matchAll(/^ {2}'?([\w.]+)'?:\s*'([^']+)',$/gm)].map(
  ([, code = '', text = '']) => ({ code, text }),
);

type Texts = Readonly<Record<string, string>>;
const textsIn = (language: string): { readonly checks: Texts; readonly checkReasons: Texts } =>
  JSON.parse(readFileSync(new URL(`locales/${language}.json`, import.meta.url), 'utf8'));

const named = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, name = '']) => name);

describe.each(['en', 'de', 'tr'])('what tests of connections say in %s', (language) => {
  const { checks, checkReasons } = textsIn(language);

  it('has words for every code, and for none that there is not', () => {
    expect(sentences.length).toBeGreaterThan(60);
    expect(Object.keys(checks).sort()).toEqual(sentences.map(({ code }) => checkKey(code)).sort());
  });

  it('names nothing that the server does not tell', () => {
    for (const { code, text } of sentences) {
      const known = named(text, /\{(\w+)\}/g);
      for (const name of named(checks[checkKey(code)] ?? '', /\{\{(\w+)\}\}/g))
        expect(known, code).toContain(name);
    }
  });

  it('has words for why a call has no answer', () => {
    expect(Object.keys(checkReasons).sort()).toEqual([
      'aborted',
      'connect',
      'timeout',
      'too-large',
    ]);
  });
});

it('writes moments as the person does, and leaves what is none', () => {
  expect(momentIn('de', '2026-11-22T10:00:00.000Z')).toMatch(/22\.11\.2026/);
  expect(momentIn('de', 'lately')).toBe('lately');
});
