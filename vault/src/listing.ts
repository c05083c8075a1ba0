import { defaultPageNumber, defaultPageSize, type Listing, type PageQuery } from '@tandem/contract';
import { vaultErrors } from './vault.errors.ts';

const maxPageSize = 500;
const maxPageNumber = 1_000_000;

/** @throws vaultErrors.invalid for a page that cannot be. */
export const pageOf = ({
  pageSize = defaultPageSize,
  pageNumber = defaultPageNumber,
}: PageQuery) => {
  if (pageSize < 1 || pageSize > maxPageSize)
    throw vaultErrors.invalid({ problem: `pageSize must be from 1 to ${maxPageSize}.` });
  if (pageNumber < 1 || pageNumber > maxPageNumber)
    throw vaultErrors.invalid({ problem: `pageNumber must be from 1 to ${maxPageNumber}.` });
  return { limit: pageSize, offset: (pageNumber - 1) * pageSize };
};

/** The envelope around one page that was read from a store. */
export const toListing = <T>(
  path: string,
  { pageSize = defaultPageSize, pageNumber = defaultPageNumber }: PageQuery,
  { entities, total }: { readonly entities: readonly T[]; readonly total: number },
): Listing<T> => {
  const pageCount = Math.ceil(total / pageSize);
  const uri = (number: number) => `${path}?pageSize=${pageSize}&pageNumber=${number}`;
  return {
    entities: [...entities],
    pageSize,
    pageNumber,
    total,
    pageCount,
    firstUri: uri(1),
    selfUri: uri(pageNumber),
    lastUri: uri(Math.max(1, pageCount)),
    ...(pageNumber < pageCount ? { nextUri: uri(pageNumber + 1) } : {}),
    ...(pageNumber > 1 ? { previousUri: uri(pageNumber - 1) } : {}),
  };
};
