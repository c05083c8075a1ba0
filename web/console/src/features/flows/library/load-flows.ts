import type { Api } from '#src/api/client.ts';
import { readAll } from '#src/api/read-all.ts';
import type { ListRequest } from '#src/components/list-page.tsx';
import type { FlowKind } from '../document/flow-document.ts';
import { type Flow, type FlowHalf, flowApiOf } from '../flow-api.ts';

type Wanted = ListRequest & {
  readonly kind: FlowKind | null;
  readonly halves: readonly FlowHalf[];
};

/**
 * A page of the flows of all halves, by name. The halves know nothing of each other, so they are read whole and
 * put together here.
 */
export async function loadFlows(
  api: Api,
  { kind, halves, search, pageNumber, pageSize }: Wanted,
): Promise<{ readonly entities: readonly Flow[]; readonly total: number }> {
  const lists = await Promise.all(
    halves.map((half) =>
      readAll(100, (page) =>
        flowApiOf(api, half).list({
          ...page,
          ...(kind ? { kind } : {}),
          ...(search ? { name: `*${search}*` } : {}),
        }),
      ),
    ),
  );
  const all = lists.flat().sort((a, b) => a.name.localeCompare(b.name));
  const first = (pageNumber - 1) * pageSize;
  return { entities: all.slice(first, first + pageSize), total: all.length };
}
