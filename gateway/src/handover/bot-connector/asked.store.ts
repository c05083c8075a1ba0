import type { Queryable } from '@tandem/kit';
import type { Handover } from '../handover.model.ts';
import { findHandover } from '../handover.store.ts';

/** The handover that a bot asked for in answer to the customer's words at a position; null: it asked for none. */
export const findHandoverAsked = async (
  db: Queryable,
  { session, seq }: { readonly session: number; readonly seq: number },
): Promise<Handover | null> => {
  const [row] = await db.query<{ id: number }>(
    `select id from handover where session = $1 and (request -> 'transcript' ->> 'userUpTo')::bigint = $2
     order by ordinal limit 1`,
    [session, seq],
  );
  return row ? findHandover(db, row.id) : null;
};
