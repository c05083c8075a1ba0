import { describe, expect, it } from 'vitest';
import { readAll } from './read-all.ts';

const source = (count: number, largest: number, told: boolean) => {
  const asked: number[] = [];
  const all = Array.from({ length: count }, (_, index) => index);
  return {
    asked,
    load: async ({ pageNumber, pageSize }: { pageNumber: number; pageSize: number }) => {
      asked.push(pageNumber);
      const size = Math.min(pageSize, largest);
      const entities = all.slice((pageNumber - 1) * size, pageNumber * size);
      return told ? { entities, pageCount: Math.ceil(count / size) } : { entities };
    },
  };
};

describe('reading all pages', () => {
  it('goes on while pages are full', async () => {
    const { load, asked } = source(250, 100, false);
    expect(await readAll(100, load)).toHaveLength(250);
    expect(asked).toEqual([1, 2, 3]);
  });

  it('believes the page count where the server gives smaller pages than asked for', async () => {
    expect(await readAll(500, source(250, 100, true).load)).toHaveLength(250);
  });

  it('ends with an empty list', async () => {
    const { load, asked } = source(0, 100, false);
    expect(await readAll(100, load)).toEqual([]);
    expect(asked).toEqual([1]);
  });
});
