import { defaultPageNumber, defaultPageSize, type Listing } from '@tandem/contract';
import { identityErrors } from './identity.errors.ts';

export type PageQuery = {
  readonly pageSize?: number | undefined;
  readonly pageNumber?: number | undefined;
};

export type Page = {
  readonly size: number;
  readonly number: number;
  readonly limit: number;
  readonly offset: number;
};

const maxPageSize = 500;
const maxPageNumber = 1_000_000;

/** @throws identityErrors.invalid for a page that cannot be. */
export const toPage = ({ pageSize, pageNumber }: PageQuery): Page => {
  const size = pageSize ?? defaultPageSize;
  const number = pageNumber ?? defaultPageNumber;
  if (size < 1 || size > maxPageSize)
    throw identityErrors.invalid({ problem: `pageSize must be from 1 to ${maxPageSize}.` });
  if (number < 1 || number > maxPageNumber)
    throw identityErrors.invalid({ problem: `pageNumber must be from 1 to ${maxPageNumber}.` });
  return { size, number, limit: size, offset: (number - 1) * size };
};

/** A list parameter as a filter: an empty one, which some clients send, filters nothing. */
export const filterOf = (list: readonly string[] | undefined): readonly string[] | undefined => {
  const named = list?.filter((text) => text !== '');
  return named && named.length > 0 ? named : undefined;
};

/** The envelope around one page that was read from a store. */
export const toListing = <T>(input: {
  readonly entities: readonly T[];
  readonly total: number;
  readonly page: Page;
  readonly path: string;
}): Listing<T> => {
  const { entities, total, page, path } = input;
  const pageCount = Math.ceil(total / page.size);
  const uri = (number: number) => `${path}?pageSize=${page.size}&pageNumber=${number}`;
  return {
    entities: [...entities],
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

/** The envelope around one page of a list that is at hand as a whole. */
export const pageOf = <T>(all: readonly T[], query: PageQuery, path: string): Listing<T> => {
  const page = toPage(query);
  const entities = all.slice(page.offset, page.offset + page.size);
  return toListing({ entities, total: all.length, page, path });
};
