import type { Queryable } from '@tandem/kit';
import type { Page } from '../users/index.ts';

export type LibraryRecord = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly responseType: string | null;
  readonly division: string | null;
  readonly version: number;
  readonly createdBy: string | null;
  readonly createdAt: Date;
};

const columns = `l.id, l.org, l.name, l.response_type as "responseType", l.division, l.version,
  l.created_by as "createdBy", l.created_at as "createdAt"`;

/** A condition over `response_library l` with its parameters; the first is the organisation. */
export type LibraryWhere = { readonly sql: string; readonly values: readonly unknown[] };

/** Libraries by name. */
export const listLibraries = async (
  db: Queryable,
  where: LibraryWhere,
  page: Page,
): Promise<{ readonly total: number; readonly rows: LibraryRecord[] }> => {
  const [count] = await db.query<{ total: number }>(
    `select count(*) as total from response_library l where l.org = $1 and ${where.sql}`,
    where.values,
  );
  const place = where.values.length;
  const rows = await db.query<LibraryRecord>(
    `select ${columns} from response_library l where l.org = $1 and ${where.sql}
     order by lower(l.name), l.id limit $${place + 1} offset $${place + 2}`,
    [...where.values, page.limit, page.offset],
  );
  return { total: count?.total ?? 0, rows };
};

/** The libraries among the ids, by name. */
export const findLibraries = (
  db: Queryable,
  org: string,
  ids: readonly string[],
): Promise<LibraryRecord[]> =>
  db.query<LibraryRecord>(
    `select ${columns} from response_library l where l.org = $1 and l.id::text = any ($2::text[])
     order by lower(l.name), l.id`,
    [org, ids.map((id) => id.toLowerCase())],
  );

export type LibraryWrite = Pick<
  LibraryRecord,
  'id' | 'org' | 'name' | 'responseType' | 'division'
> & { readonly by: string | null; readonly at: Date };

/** @returns false if the name is taken. */
export const insertLibrary = async (db: Queryable, library: LibraryWrite): Promise<boolean> => {
  const { id, org, name, responseType, division, by, at } = library;
  const rows = await db.query(
    `insert into response_library (id, org, name, response_type, division, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (org, lower(name)) do nothing returning id`,
    [id, org, name, responseType, division, by, at],
  );
  return rows.length === 1;
};

/** Counts the version up. @returns false if the name is another library's. */
export const updateLibrary = async (
  db: Queryable,
  { id, org, name, responseType, division }: LibraryWrite,
): Promise<boolean> => {
  const rows = await db.query(
    `update response_library set name = $3, response_type = $4, division = $5, version = version + 1
     where org = $1 and id = $2 and not exists
       (select from response_library o where o.org = $1 and lower(o.name) = lower($3) and o.id <> $2)
     returning id`,
    [org, id, name, responseType, division],
  );
  return rows.length === 1;
};

/** Removes a library with the responses that stand in no other. @returns false if it was not there. */
export const deleteLibrary = async (db: Queryable, org: string, id: string): Promise<boolean> => {
  await db.query(
    `delete from canned_response r where r.org = $1
       and exists (select from canned_response_library x where x.response = r.id and x.library = $2)
       and not exists (select from canned_response_library x where x.response = r.id and x.library <> $2)`,
    [org, id],
  );
  const rows = await db.query(
    'delete from response_library where org = $1 and id = $2 returning id',
    [org, id],
  );
  return rows.length === 1;
};

/** Holds a library against a change at the same time. @returns null if it is not there. */
export const lockLibrary = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<LibraryRecord | null> => {
  const [row] = await db.query<LibraryRecord>(
    `select ${columns} from response_library l where l.org = $1 and l.id::text = lower($2) for update`,
    [org, id],
  );
  return row ?? null;
};
