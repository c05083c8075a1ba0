import { defaultPageNumber, defaultPageSize, type Listing, type PageQuery } from '@tandem/contract';

const largestPage = 500;

/** The page a query asks for; sizes beyond the largest are brought to it. */
export const pageOf = ({ pageSize, pageNumber }: PageQuery) => {
  const size = Math.min(largestPage, pageSize ?? defaultPageSize);
  const number = pageNumber ?? defaultPageNumber;
  return { size, number, offset: (number - 1) * size };
};

type Asked = Readonly<Record<string, unknown>> & PageQuery;

/** The envelope of a listing of which one page was read. @param path with its parameters filled in */
export const toListing = <T>(
  entities: readonly T[],
  { path, query, total }: { readonly path: string; readonly query: Asked; readonly total: number },
): Listing<T> => {
  const { size, number } = pageOf(query);
  const pageCount = Math.max(1, Math.ceil(total / size));
  const { pageSize: _size, pageNumber: _number, ...others } = query;
  const uri = (page: number) => {
    const known = Object.entries(others).filter(([, value]) => value !== undefined);
    const parameters = new URLSearchParams(
      known.map(([name, value]): [string, string] => [name, String(value)]),
    );
    parameters.set('pageSize', String(size));
    parameters.set('pageNumber', String(page));
    return `${path}?${parameters}`;
  };
  return {
    ...{ entities: [...entities], pageSize: size, pageNumber: number, total, pageCount },
    ...{ firstUri: uri(1), selfUri: uri(number), lastUri: uri(pageCount) },
    ...(number < pageCount ? { nextUri: uri(number + 1) } : {}),
    ...(number > 1 ? { previousUri: uri(number - 1) } : {}),
  };
};

/** The envelope around one page of a whole list. */
export const listingOf = <T>(
  all: readonly T[],
  { path, query }: { readonly path: string; readonly query: Asked },
): Listing<T> => {
  const { size, offset } = pageOf(query);
  return toListing(all.slice(offset, offset + size), { path, query, total: all.length });
};
