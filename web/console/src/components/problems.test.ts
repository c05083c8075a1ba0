import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const gateway = new URL('../../../../gateway/src/', import.meta.url);
const errorsOf = (path: string) => readFileSync(new URL(path, gateway), 'utf8');

/** Where the server says what stands in the way of handovers, channels, the copilot and its knowledge. */
const declared = [
  'endpoints/endpoints.errors.ts',
  'handling/handling.errors.ts',
  'handover-providers/providers.errors.ts',
  'channels/channels.errors.ts',
  'copilot/copilot.errors.ts',
  'knowledge/articles.errors.ts',
  'features/features.ts',
]
  .flatMap((path) => [...errorsOf(path).matchAll(/code: '([^']+)',\s*text:\s*'([^']+)'/g)])
  .map(([, code = '', text = '']) => ({ code, text }));

const textsIn = (language: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(new URL(`locales/${language}.json`, import.meta.url), 'utf8')).problems;

/** What nobody reads in the console: answers to vendors, and to who opens a workspace by its link. */
const told = new Set([
  'not.found',
  'gateway.channel.signature',
  'gateway.channel.request',
  'gateway.copilot.link.invalid',
  'gateway.copilot.link.expired',
  'gateway.copilot.link.unchecked',
  'gateway.copilot.token',
  'gateway.copilot.too.many',
  'gateway.copilot.input.id',
  'gateway.copilot.tile.input',
]);

const named = (text: string, pattern: RegExp) =>
  new Set([...text.matchAll(pattern)].map(([, name = '']) => name));

describe.each(['en', 'de', 'tr'])('problems in %s', (language) => {
  const texts = textsIn(language);

  it('have words for every code that the console may show', () => {
    expect(declared.length).toBeGreaterThan(40);
    const missing = declared.filter(
      ({ code }) => !told.has(code) && !texts[code.replaceAll('.', '-')],
    );
    expect(missing.map(({ code }) => code)).toEqual([]);
  });

  it('name nothing that the server does not tell', () => {
    for (const { code, text } of declared) {
      const words = texts[code.replaceAll('.', '-')] ?? '';
      const known = named(text, /\{(\w+)\}/g);
      expect(
        [...named(words, /\{\{(\w+)\}\}/g)].filter((name) => !known.has(name)),
        code,
      ).toEqual([]);
    }
  });
});
