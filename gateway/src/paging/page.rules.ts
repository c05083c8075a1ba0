import { defaultPageNumber, defaultPageSize, type Listing, type PageQuery } from '@tandem/contract';

const maxPageSize = 100;

export const pageOf = ({ pageSize, pageNumber }: PageQuery) => {
  const size = Math.min(pageSize ?? defaultPageSize, maxPageSize);
  const number = pageNumber ?? defaultPageNumber;
  return { size, number, offset: (number - 1) * size };
};

/** The envelope of a listing; its addresses are relative. */
export const toListing = <T>(
  entities: T[],
  { path, total, page }: { path: string; total: number; page: ReturnType<typeof pageOf> },
): Listing<T> => {
  const pageCount = Math.ceil(total / page.size);
  const uri = (number: number) => `${path}?pageSize=${page.size}&pageNumber=${number}`;
  return {
    entities,
    pageSize: page.size,
    pageNumber: page.number,
    total,
    pageCount,
    firstUri: uri(1),
    selfUri: uri(page.number),
    lastUri: uri(Math.max(1, pageCount)),
    ...(page.number < pageCount ? { nextUri: uri(page.number + 1) } : {}),
    ...(page.number > 1 ? { previousUri: uri(page.number - 1) } : {}),
  };
};
