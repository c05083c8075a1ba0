type Page<Row> = { readonly entities?: readonly Row[]; readonly pageCount?: number };

// A field to choose from is of no use beyond this; larger sets need a search on the server.
const MOST_ROWS = 5000;

/**
 * Reads a list page by page to its end. `pageSize` is what each page asks for: lists without `pageCount` end with the
 * first page that is not full.
 */
export async function readAll<Row>(
  pageSize: number,
  load: (page: { readonly pageNumber: number; readonly pageSize: number }) => Promise<Page<Row>>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let pageNumber = 1; rows.length < MOST_ROWS; pageNumber += 1) {
    const { entities = [], pageCount } = await load({ pageNumber, pageSize });
    rows.push(...entities);
    const full = entities.length >= pageSize;
    const more = pageCount === undefined ? full : pageNumber < pageCount;
    if (entities.length === 0 || !more) break;
  }
  return rows;
}
