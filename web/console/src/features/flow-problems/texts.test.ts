import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// The flow language belongs to another package, which no import of this one may climb into at compile time.
const LANGUAGE = new URL('../../../../../flows/src/index.ts', import.meta.url).href;
const { problemReasons } = (await import(LANGUAGE)) as {
  readonly problemReasons: Readonly<Record<string, readonly [string, string]>>;
};
const { reasons } = JSON.parse(
  readFileSync(new URL('locales/en.json', import.meta.url), 'utf8'),
) as { readonly reasons: Readonly<Record<string, string>> };

describe('texts of problems', () => {
  it('say every reason for which a flow is objected to, and no other', () => {
    expect(Object.keys(reasons).sort()).toEqual(Object.keys(problemReasons).sort());
  });

  it('name nothing that the server does not tell', () => {
    const unfilled = Object.entries(reasons).flatMap(([reason, words]) => {
      const told = problemReasons[reason]?.[1] ?? '';
      const names = [...words.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name);
      return names.filter((name) => !told.includes(`{${name}}`)).map((name) => [reason, name]);
    });
    expect(unfilled).toEqual([]);
  });
});
