import { keepPreviousData, type QueryKey, useQuery } from '@tanstack/react-query';
import { useState } from 'react';

/** How often a list that changes by itself is asked for again. */
const FOLLOW_MS = 3_000;
const PAGE = 25;

type Page = { readonly pageNumber: number; readonly pageSize: number };
type Found<Row> = { readonly entities: readonly Row[]; readonly total?: number };

type RecordsOptions<Row> = {
  /** Names what is loaded, without the page. */
  readonly queryKey: QueryKey;
  readonly load: (page: Page) => Promise<Found<Row>>;
};

/** One page of what comes by itself, read again while it is in view. */
export function useRecords<Row>({ queryKey, load }: RecordsOptions<Row>) {
  const [pageNumber, setPageNumber] = useState(1);
  const list = useQuery({
    queryKey: [...queryKey, pageNumber],
    queryFn: () => load({ pageNumber, pageSize: PAGE }),
    placeholderData: keepPreviousData,
    refetchInterval: FOLLOW_MS,
  });
  return {
    ...{ pageNumber, setPageNumber, pageSize: PAGE },
    rows: list.data?.entities ?? [],
    total: list.data?.total,
    isPending: list.isPending,
    isRead: list.isSuccess,
    error: list.error,
    readAgain: () => void list.refetch(),
  };
}

export type Records<Row> = ReturnType<typeof useRecords<Row>>;
