import { defaultPageNumber, defaultPageSize, type Listing } from '@tandem/contract';

/** Query of a listing as a handler gets it. */
export type PageOf = { readonly pageSize?: number; readonly pageNumber?: number };

export type Page = { readonly size: number; readonly number: number; readonly offset: number };

const largestPage = 500;

/** The page a query asks for; sizes outside 1 … 500 are brought into it. */
export const pageOf = (query: PageOf): Page => {
  const size = Math.max(1, Math.min(largestPage, query.pageSize ?? defaultPageSize));
  const number = Math.max(1, query.pageNumber ?? defaultPageNumber);
  return { size, number, offset: (number - 1) * size };
};

/** The paging parameters of the given query replaced, all others kept. */
const uriOf = (path: string, query: Readonly<Record<string, unknown>>, page: Page): string => {
  const others = Object.entries(query).flatMap(([name, value]) =>
    name === 'pageSize' || name === 'pageNumber' || value === undefined
      ? []
      : [value].flat().map((one): [string, string] => [name, String(one)]),
  );
  const parameters = new URLSearchParams([
    ...others,
    ['pageSize', String(page.size)],
    ['pageNumber', String(page.number)],
  ]);
  return `${path}?${parameters}`;
};

/**
 * The envelope of a listing.
 * @param path of the operation with its parameters filled in, such as `/api/v2/routing/queues`.
 */
export const toListing = <T>(input: {
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>> & PageOf;
  readonly entities: readonly T[];
  readonly total: number;
}): Listing<T> => {
  const { path, query, entities, total } = input;
  const page = pageOf(query);
  const pageCount = Math.max(1, Math.ceil(total / page.size));
  const uri = (number: number) => uriOf(path, query, { ...page, number });
  return {
    entities: [...entities],
    pageSize: page.size,
    pageNumber: page.number,
    total,
    pageCount,
    firstUri: uri(1),
    selfUri: uri(page.number),
    lastUri: uri(pageCount),
    ...(page.number < pageCount ? { nextUri: uri(page.number + 1) } : {}),
    ...(page.number > 1 ? { previousUri: uri(page.number - 1) } : {}),
  };
};
