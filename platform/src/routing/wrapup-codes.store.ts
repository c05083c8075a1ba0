import type { Queryable } from '@tandem/kit';
import type { Page } from '../users/index.ts';
import { uuidsOf } from './queues.store.ts';

export type WrapupCodeRecord = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly description: string | null;
  readonly division: string | null;
  readonly createdBy: string | null;
  readonly modifiedBy: string | null;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
};

const columns = `c.id, c.org, c.name, c.description, c.division, c.created_by as "createdBy",
  c.modified_by as "modifiedBy", c.created_at as "createdAt", c.modified_at as "modifiedAt"`;

export type WrapupCodeFilter = {
  readonly pattern: string | null;
  readonly ids?: readonly string[] | undefined;
  readonly divisions?: readonly string[] | undefined;
  /** Only the codes of this queue. */
  readonly queue?: string | undefined;
  readonly descending?: boolean;
};

export const listWrapupCodes = async (
  db: Queryable,
  input: { readonly org: string; readonly filter: WrapupCodeFilter; readonly page: Page },
): Promise<{ readonly total: number; readonly rows: WrapupCodeRecord[] }> => {
  const { org, filter, page } = input;
  const where = `c.org = $1 and ($2::text is null or lower(c.name) like $2)
    and ($3::uuid[] is null or c.id = any ($3)) and ($4::uuid[] is null or c.division = any ($4))
    and ($5::uuid is null or exists (select from queue_wrapup_code x where x.queue = $5 and x.code = c.id))`;
  const values = [
    org,
    filter.pattern,
    uuidsOf(filter.ids),
    uuidsOf(filter.divisions),
    filter.queue ?? null,
  ];
  const [count] = await db.query<{ total: number }>(
    `select count(*) as total from wrapup_code c where ${where}`,
    values,
  );
  const rows = await db.query<WrapupCodeRecord>(
    `select ${columns} from wrapup_code c where ${where}
     order by lower(c.name) ${filter.descending ? 'desc' : 'asc'}, c.id limit $6 offset $7`,
    [...values, page.limit, page.offset],
  );
  return { total: count?.total ?? 0, rows };
};

export const findWrapupCode = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<WrapupCodeRecord | null> => {
  const { rows } = await listWrapupCodes(db, {
    org,
    filter: { pattern: null, ids: [id] },
    page: { limit: 1, offset: 0 },
  });
  return rows[0] ?? null;
};

const offeredSql = `select ${columns} from wrapup_code c where c.org = $1
  and ($2::uuid is null or exists (select from queue_wrapup_code x where x.queue = $2 and x.code = c.id))`;

/** All codes that a queue offers, by name; without a queue those of the organisation. */
export const listOfferedCodes = (
  db: Queryable,
  { org, queue }: { readonly org: string; readonly queue: string | null },
): Promise<WrapupCodeRecord[]> =>
  db.query<WrapupCodeRecord>(`${offeredSql} order by lower(c.name), c.id`, [org, queue]);

/** A code if the queue offers it. */
export const findOfferedCode = async (
  db: Queryable,
  { org, queue }: { readonly org: string; readonly queue: string | null },
  id: string,
): Promise<WrapupCodeRecord | null> => {
  const [known] = uuidsOf([id]) ?? [];
  if (known === undefined) return null;
  const [row] = await db.query<WrapupCodeRecord>(`${offeredSql} and c.id = $3`, [
    org,
    queue,
    known,
  ]);
  return row ?? null;
};

export type WrapupCodeWrite = Pick<
  WrapupCodeRecord,
  'id' | 'org' | 'name' | 'description' | 'division'
> & { readonly by: string | null; readonly at: Date };

/** @returns false if the name is taken. */
export const insertWrapupCode = async (db: Queryable, code: WrapupCodeWrite): Promise<boolean> => {
  const rows = await db.query(
    `insert into wrapup_code (id, org, name, description, division, created_by, modified_by, created_at, modified_at)
     values ($1, $2, $3, $4, $5, $6, $6, $7, $7) on conflict (org, lower(name)) do nothing returning id`,
    [code.id, code.org, code.name, code.description, code.division, code.by, code.at],
  );
  return rows.length === 1;
};

/** @returns false if the name is another code's. */
export const updateWrapupCode = async (db: Queryable, code: WrapupCodeWrite): Promise<boolean> => {
  const rows = await db.query(
    `update wrapup_code set name = $3, description = $4, division = $5, modified_by = $6, modified_at = $7
     where org = $1 and id = $2
       and not exists (select from wrapup_code o where o.org = $1 and lower(o.name) = lower($3) and o.id <> $2)
     returning id`,
    [code.org, code.id, code.name, code.description, code.division, code.by, code.at],
  );
  return rows.length === 1;
};

export const deleteWrapupCode = async (db: Queryable, org: string, id: string): Promise<boolean> =>
  (await db.query('delete from wrapup_code where org = $1 and id = $2 returning id', [org, id]))
    .length === 1;

/** @returns the codes that the queue did not offer before. */
export const addQueueCodes = async (
  db: Queryable,
  { org, queue }: { readonly org: string; readonly queue: string },
  codes: readonly string[],
): Promise<string[]> => {
  const rows = await db.query<{ code: string }>(
    `insert into queue_wrapup_code (org, queue, code) select $1, $2, c from unnest($3::uuid[]) c
     on conflict do nothing returning code`,
    [org, queue, codes],
  );
  return rows.map(({ code }) => code);
};

export const removeQueueCode = async (
  db: Queryable,
  { org, queue }: { readonly org: string; readonly queue: string },
  code: string,
): Promise<boolean> =>
  (
    await db.query(
      'delete from queue_wrapup_code where org = $1 and queue = $2 and code::text = $3 returning code',
      [org, queue, code],
    )
  ).length === 1;
