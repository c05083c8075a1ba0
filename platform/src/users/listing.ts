import { defaultPageNumber, defaultPageSize, type Listing } from '@tandem/contract';

export type PageRequest = {
  readonly pageSize?: number | undefined;
  readonly pageNumber?: number | undefined;
};

export type Page = { readonly limit: number; readonly offset: number };

/** Largest page that is answered, whatever is asked for. */
const largestPage = 500;

const sizeOf = ({ pageSize }: PageRequest) =>
  Math.min(Math.max(1, pageSize ?? defaultPageSize), largestPage);
const numberOf = ({ pageNumber }: PageRequest) => Math.max(1, pageNumber ?? defaultPageNumber);

export const pageOf = (request: PageRequest): Page => ({
  limit: sizeOf(request),
  offset: (numberOf(request) - 1) * sizeOf(request),
});

type Query = Readonly<Record<string, unknown>> & PageRequest;

const linkTo = (path: string, query: Query) => (pageNumber: number) => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, pageSize: sizeOf(query), pageNumber })) {
    if (value === undefined || value === null) continue;
    for (const item of Array.isArray(value) ? value : [value]) search.append(name, String(item));
  }
  return `${path}?${search}`;
};

/** The paging envelope around one page; `query` is the query of the request, kept in the links. */
export const toListing = <T>(input: {
  readonly path: string;
  readonly query: Query;
  readonly total: number;
  readonly entities: readonly T[];
}): Listing<T> => {
  const { path, query, total, entities } = input;
  const pageSize = sizeOf(query);
  const pageNumber = numberOf(query);
  const pageCount = Math.ceil(total / pageSize);
  const link = linkTo(path, query);
  return {
    entities: [...entities],
    pageSize,
    pageNumber,
    total,
    pageCount,
    firstUri: link(1),
    selfUri: link(pageNumber),
    lastUri: link(Math.max(1, pageCount)),
    ...(pageNumber < pageCount ? { nextUri: link(pageNumber + 1) } : {}),
    ...(pageNumber > 1 ? { previousUri: link(pageNumber - 1) } : {}),
  };
};
