import type { Queryable } from '@tandem/kit';
import type { Page } from '../users/index.ts';

/** A file that agents have sent and that is kept for its address. */
export type KeptMedia = {
  readonly id: string;
  readonly mime: string | null;
  readonly size: number | null;
  readonly createdAt: Date;
};

/** Kept media of an organisation, the latest first; only the one of an id where it is given. */
export const listKept = async (
  db: Queryable,
  org: string,
  { id, page }: { readonly id: string | null; readonly page: Page },
): Promise<{ readonly total: number; readonly rows: KeptMedia[] }> => {
  const where = `org = $1 and status = 'valid' and ($2::text is null or id::text = $2)`;
  const [count] = await db.query<{ total: number }>(
    `select count(*)::int as total from media where ${where}`,
    [org, id],
  );
  const rows = await db.query<KeptMedia>(
    `select id, mime, size, created_at as "createdAt" from media where ${where}
     order by created_at desc, id limit $3 offset $4`,
    [org, id, page.limit, page.offset],
  );
  return { total: count?.total ?? 0, rows };
};

/** Removes a file with its bytes: its address answers nothing any more. @returns false when there is none. */
export const deleteKept = async (db: Queryable, org: string, id: string): Promise<boolean> =>
  (
    await db.query(
      `delete from media where org = $1 and id::text = $2 and status = 'valid' returning id`,
      [org, id.toLowerCase()],
    )
  ).length === 1;
