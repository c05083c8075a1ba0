import type { Queryable } from '@tandem/kit';
import type { Page } from '../users/index.ts';
import type { ResponseDoc } from './responses.rules.ts';

export type ResponseRecord = {
  readonly id: string;
  readonly org: string;
  readonly name: string | null;
  readonly responseType: string | null;
  readonly interactionType: string | null;
  readonly doc: ResponseDoc;
  readonly version: number;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  /** By name. */
  readonly libraries: readonly { readonly id: string; readonly name: string }[];
};

const columns = `r.id, r.org, r.name, r.response_type as "responseType", r.interaction_type as "interactionType",
  r.doc, r.version, r.created_by as "createdBy", r.created_at as "createdAt",
  (select coalesce(json_agg(json_build_object('id', l.id, 'name', l.name) order by lower(l.name)), '[]')
     from canned_response_library x join response_library l on l.id = x.library
    where x.response = r.id) as libraries`;

/** A condition over `canned_response r` with its parameters; the first is the organisation. */
export type ResponseWhere = { readonly sql: string; readonly values: readonly unknown[] };

/** Responses by name. */
export const listResponses = async (
  db: Queryable,
  where: ResponseWhere,
  page: Page,
): Promise<{ readonly total: number; readonly rows: ResponseRecord[] }> => {
  const [count] = await db.query<{ total: number }>(
    `select count(*) as total from canned_response r where r.org = $1 and ${where.sql}`,
    where.values,
  );
  const place = where.values.length;
  const rows = await db.query<ResponseRecord>(
    `select ${columns} from canned_response r where r.org = $1 and ${where.sql}
     order by lower(r.name), r.id limit $${place + 1} offset $${place + 2}`,
    [...where.values, page.limit, page.offset],
  );
  return { total: count?.total ?? 0, rows };
};

/** Null if the organisation has no such response. */
export const findResponse = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<ResponseRecord | null> => {
  const [row] = await db.query<ResponseRecord>(
    `select ${columns} from canned_response r where r.org = $1 and r.id::text = lower($2)`,
    [org, id],
  );
  return row ?? null;
};

/** Holds a response against a change at the same time. @returns false if it is not there. */
export const lockResponse = async (db: Queryable, org: string, id: string): Promise<boolean> =>
  (
    await db.query(
      'select r.id from canned_response r where r.org = $1 and r.id::text = lower($2) for update',
      [org, id],
    )
  ).length === 1;

export type ResponseWrite = Pick<
  ResponseRecord,
  'id' | 'org' | 'name' | 'responseType' | 'interactionType' | 'doc'
> & { readonly search: string; readonly libraryIds: readonly string[] };

const putIntoLibraries = async (db: Queryable, { id, org, libraryIds }: ResponseWrite) => {
  await db.query(
    'delete from canned_response_library where org = $1 and response = $2 and library <> all ($3::uuid[])',
    [org, id, libraryIds],
  );
  await db.query(
    `insert into canned_response_library (org, library, response)
     select $1, l, $2 from unnest($3::uuid[]) l on conflict do nothing`,
    [org, id, libraryIds],
  );
};

export const insertResponse = async (
  db: Queryable,
  write: ResponseWrite,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<void> => {
  const { id, org, name, search, responseType, interactionType, doc } = write;
  await db.query(
    `insert into canned_response
       (id, org, name, search, response_type, interaction_type, doc, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, org, name, search, responseType, interactionType, JSON.stringify(doc), by, at],
  );
  await putIntoLibraries(db, write);
};

/** Counts the version up. */
export const updateResponse = async (db: Queryable, write: ResponseWrite): Promise<void> => {
  const { id, org, name, search, responseType, interactionType, doc } = write;
  await db.query(
    `update canned_response set name = $3, search = $4, response_type = $5, interaction_type = $6, doc = $7,
       version = version + 1 where org = $1 and id = $2`,
    [org, id, name, search, responseType, interactionType, JSON.stringify(doc)],
  );
  await putIntoLibraries(db, write);
};

/** @returns false if it was not there. */
export const deleteResponse = async (db: Queryable, org: string, id: string): Promise<boolean> =>
  (await db.query('delete from canned_response where org = $1 and id = $2 returning id', [org, id]))
    .length === 1;
