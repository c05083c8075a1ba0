import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

type Texts = { readonly codes: Readonly<Record<string, string>> };

const LANGUAGE = fileURLToPath(new URL('../../../../../flows/src', import.meta.url));
const { codes } = JSON.parse(
  readFileSync(new URL('locales/en.json', import.meta.url), 'utf8'),
) as Texts;

const sources = globSync('**/*.ts', { cwd: LANGUAGE })
  .filter((path) => !/\.(test|fixture)\.ts$/.test(path))
  .map((path) => readFileSync(join(LANGUAGE, path), 'utf8'));

/** Codes an action fails with while it runs, and those of calls, as the sources write them. */
const failures = sources.flatMap((text) =>
  [...text.matchAll(/new ActionFailure\(\s*'([\w.]+)'/g)].map(([, code = '']) => code),
);
const calls = [
  ...readFileSync(join(LANGUAGE, 'calls/calls.errors.ts'), 'utf8').matchAll(/code: '([\w.]+)'/g),
].map(([, code = '']) => code);

describe('words for errors of runs', () => {
  it('are there for every code that an action or a call fails with', () => {
    const told = [...new Set([...failures, ...calls])];
    expect(told.length).toBeGreaterThan(30);
    expect(told.filter((code) => !(code.replaceAll('.', '_') in codes))).toEqual([]);
  });
});
