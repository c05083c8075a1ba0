import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** Rows of the tables: a fault, and what keeps it out. */
const rows = read('docs/known-faults.md')
  .split('\n')
  .filter((line) => /^\| (?!fault \||-)/.test(line) && !line.startsWith('|---'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

const named = /`([^`]+\.test\.ts)`(?:: ([^`]*?))?(?=\s*(?:·\s*)?(?:`|$))/g;

/** Test files of a row with the beginnings of the tests that it names. */
const testsOf = (cell: string) =>
  [...cell.matchAll(named)].map(([, file = '', names = '']) => ({
    file,
    names: names
      .split('·')
      .map((name) => name.replace(/\s*\(.*\)$/, '').trim())
      .filter(Boolean),
  }));

describe('the table of known faults', () => {
  it('names a test for each of them', () => {
    expect(rows.length).toBeGreaterThan(40);
    const without = rows.filter(([, , tests = '']) => !/`[^`]+\.ts`|the same/.test(tests));
    expect(without).toEqual([]);
  });

  it('names tests that there are', () => {
    const missing = rows.flatMap(([, , cell = '']) =>
      testsOf(cell).flatMap(({ file, names }) => {
        const source = read(file);
        return names.filter((name) => !source.includes(name)).map((name) => `${file}: ${name}`);
      }),
    );
    expect(missing).toEqual([]);
  });
});
