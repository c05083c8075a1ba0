import { describe, expect, it } from 'vitest';
import { pageOf, toListing } from './index.ts';

describe('listings', () => {
  it('links the pages and keeps the other parameters', () => {
    const page = toListing({
      path: '/api/v2/things',
      query: { pageSize: 2, pageNumber: 2, name: 'a b*', id: ['x', 'y'], empty: undefined },
      entities: ['c', 'd'],
      total: 5,
    });
    const uri = (number: number) =>
      `/api/v2/things?name=a+b*&id=x&id=y&pageSize=2&pageNumber=${number}`;
    expect(page).toEqual({
      entities: ['c', 'd'],
      pageSize: 2,
      pageNumber: 2,
      total: 5,
      pageCount: 3,
      firstUri: uri(1),
      selfUri: uri(2),
      lastUri: uri(3),
      nextUri: uri(3),
      previousUri: uri(1),
    });
  });

  it('has one empty page when there is nothing', () => {
    const page = toListing({ path: '/p', query: {}, entities: [], total: 0 });
    expect(page).toMatchObject({ pageCount: 1, pageNumber: 1, pageSize: 25, total: 0 });
    expect(page).not.toHaveProperty('nextUri');
  });

  it('keeps sizes within bounds', () => {
    expect(pageOf({ pageSize: 100_000, pageNumber: 0 })).toEqual({
      size: 500,
      number: 1,
      offset: 0,
    });
  });
});
