import { defaultPageNumber, defaultPageSize, type Listing, type PageQuery } from '@tandem/contract';
import type { Page } from './flows.store.ts';

const largestPage = 500;

const sizeOf = ({ pageSize = defaultPageSize }: PageQuery) => Math.min(largestPage, pageSize);

/** The page a query asks for; larger pages than 500 are cut to it. */
export const pageOf = (query: PageQuery): Page => {
  const size = sizeOf(query);
  return { size, offset: ((query.pageNumber ?? defaultPageNumber) - 1) * size };
};

/** The envelope around one page. `query` holds the parameters that stay the same from page to page, too. */
export const toListing = <T>(
  path: string,
  query: PageQuery & Readonly<Record<string, unknown>>,
  { entities, total }: { readonly entities: readonly T[]; readonly total: number },
): Listing<T> => {
  const pageSize = sizeOf(query);
  const pageNumber = query.pageNumber ?? defaultPageNumber;
  const pageCount = Math.max(1, Math.ceil(total / pageSize));
  const others = Object.entries(query)
    .filter(([name, value]) => !/^page(Size|Number)$/.test(name) && value !== undefined)
    .map(([name, value]): [string, string] => [name, String(value)]);
  const uri = (number: number) =>
    `${path}?${new URLSearchParams([...others, ['pageSize', String(pageSize)], ['pageNumber', String(number)]])}`;
  return {
    entities: [...entities],
    pageSize,
    pageNumber,
    total,
    pageCount,
    firstUri: uri(1),
    selfUri: uri(pageNumber),
    lastUri: uri(pageCount),
    ...(pageNumber < pageCount ? { nextUri: uri(pageNumber + 1) } : {}),
    ...(pageNumber > 1 ? { previousUri: uri(pageNumber - 1) } : {}),
  };
};
