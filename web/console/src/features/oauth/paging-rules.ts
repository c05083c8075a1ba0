import type { Listing, ListRequest } from '#src/components/list-page.tsx';

/** A page of a list that the server gives as a whole, narrowed to names that hold the search. */
export function onePage<Row extends { readonly name?: string }>(
  rows: readonly Row[],
  { search, pageNumber, pageSize }: ListRequest,
): Listing<Row> {
  const wanted = search.toLocaleLowerCase();
  const found = rows.filter(({ name }) => (name ?? '').toLocaleLowerCase().includes(wanted));
  return {
    entities: found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize),
    total: found.length,
  };
}
