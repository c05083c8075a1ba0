import { defaultPageNumber, defaultPageSize, type Listing, type PageQuery } from '@tandem/contract';

const largestPage = 500;

export const pageOf = ({ pageSize, pageNumber }: PageQuery) => {
  const size = Math.min(largestPage, pageSize ?? defaultPageSize);
  const number = pageNumber ?? defaultPageNumber;
  return { size, number, offset: (number - 1) * size };
};

type Asked = PageQuery & { readonly failed?: boolean };

/** The envelope of a listing. @param path with its parameters filled in */
export const listingOf = <T>(given: {
  readonly path: string;
  readonly query: Asked;
  readonly entities: readonly T[];
  readonly total: number;
}): Listing<T> => {
  const { path, query, entities, total } = given;
  const { size, number } = pageOf(query);
  const pageCount = Math.max(1, Math.ceil(total / size));
  const filter = query.failed === undefined ? '' : `failed=${query.failed}&`;
  const uri = (page: number) => `${path}?${filter}pageSize=${size}&pageNumber=${page}`;
  return {
    ...{ entities: [...entities], pageSize: size, pageNumber: number, total, pageCount },
    ...{ firstUri: uri(1), selfUri: uri(number), lastUri: uri(pageCount) },
    ...(number < pageCount ? { nextUri: uri(number + 1) } : {}),
    ...(number > 1 ? { previousUri: uri(number - 1) } : {}),
  };
};
