import type { Queryable } from '@tandem/kit';
import type { Page } from '../users/index.ts';
import { isUuid } from './conversation.commit.ts';

/** A file that agents have sent and that is kept for its address. */
export type KeptMedia = {
  readonly id: string;
  readonly mime: string | null;
  readonly size: number | null;
  readonly createdAt: Date;
};

/** Media are counted up to this many: who has more pages on without knowing how far. */
const mostCounted = 10_000;

const select = `select id, mime, size, created_at as "createdAt" from media where org = $1 and status = 'valid'`;

/** Kept media of an organisation, the latest first. @returns the page, and how many there are, up to 10 000. */
export const listKept = async (
  db: Queryable,
  org: string,
  page: Page,
): Promise<{ readonly total: number; readonly rows: KeptMedia[] }> => {
  const [count] = await db.query<{ total: number }>(
    `select count(*)::int as total
     from (select from media where org = $1 and status = 'valid' limit ${mostCounted}) m`,
    [org],
  );
  const rows = await db.query<KeptMedia>(
    `${select} order by created_at desc, id limit $2 offset $3`,
    [org, page.limit, page.offset],
  );
  return { total: count?.total ?? 0, rows };
};

/** One of them; null for an id of anything else. */
export const findKept = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<KeptMedia | null> => {
  if (!isUuid.test(id)) return null;
  return (await db.query<KeptMedia>(`${select} and id = $2`, [org, id]))[0] ?? null;
};

/** Removes a file with its bytes: its address answers nothing any more. @returns false when there is none. */
export const deleteKept = async (db: Queryable, org: string, id: string): Promise<boolean> => {
  if (!isUuid.test(id)) return false;
  const deleted = await db.query(
    `delete from media where org = $1 and id = $2 and status = 'valid' returning id`,
    [org, id],
  );
  return deleted.length === 1;
};
