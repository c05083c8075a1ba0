import type { Queryable } from '@tandem/kit';
import { homeDivisionId } from './default-roles.ts';

export type DivisionRecord = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly description: string;
  readonly home: boolean;
  readonly deleted: boolean;
};

const columns = 'id, org, name, description, home, deleted_at is not null as deleted';

/** Live and deleted ones alike. */
export const findDivision = async (db: Queryable, org: string, id: string) => {
  const [row] = await db.query<DivisionRecord>(
    `select ${columns} from division where org = $1 and id = $2`,
    [org, id],
  );
  return row ?? null;
};

export type DivisionFilter = {
  readonly name?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly deleted?: boolean;
};

export const listDivisions = (db: Queryable, org: string, filter: DivisionFilter = {}) =>
  db.query<DivisionRecord>(
    `select ${columns} from division
     where org = $1 and (deleted_at is not null) = $2
       and ($3::text is null or name ilike $3) and ($4::text[] is null or id::text = any($4))
     order by home desc, lower(name), id`,
    [
      org,
      filter.deleted ?? false,
      filter.name?.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%') ?? null,
      filter.ids ?? null,
    ],
  );

/** False when a live division has the name. */
export const insertDivision = async (
  tx: Queryable,
  division: Omit<DivisionRecord, 'deleted'>,
  at: Date,
): Promise<boolean> => {
  const rows = await tx.query(
    `insert into division (org, id, name, description, home, created_at)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id`,
    [division.org, division.id, division.name, division.description, division.home, at],
  );
  return rows.length === 1;
};

/** False when another live division has the name. */
export const updateDivision = async (
  tx: Queryable,
  division: Omit<DivisionRecord, 'home'>,
  at: Date,
): Promise<boolean> => {
  const rows = await tx.query(
    `update division set name = $3, description = $4,
       deleted_at = case when $5 then coalesce(deleted_at, $6) end
     where org = $1 and id = $2 and not exists (
       select from division o where o.org = $1 and o.id <> $2 and lower(o.name) = lower($3)
         and o.deleted_at is null and not $5)
     returning id`,
    [division.org, division.id, division.name, division.description, division.deleted, at],
  );
  return rows.length === 1;
};

/** How many users each division holds. */
export const countUsersByDivision = async (db: Queryable, org: string) => {
  const rows = await db.query<{ division: string; users: number }>(
    `select division, count(*) as users from app_user
     where org = $1 and state <> 'deleted' group by division`,
    [org],
  );
  return new Map(rows.map(({ division, users }) => [division, users]));
};

export const moveUsers = async (
  tx: Queryable,
  org: string,
  input: { readonly to: string; readonly ids: readonly string[] },
): Promise<number> => {
  const rows = await tx.query(
    `update app_user set division = $2, version = version + 1
     where org = $1 and id = any($3::uuid[]) and state <> 'deleted' returning id`,
    [org, input.to, input.ids],
  );
  return rows.length;
};

/** Empties a division into the home division: its users move, its grants go. */
export const emptyDivision = async (tx: Queryable, org: string, id: string): Promise<void> => {
  await tx.query('update app_user set division = $3 where org = $1 and division = $2', [
    org,
    id,
    homeDivisionId(org),
  ]);
  await tx.query('delete from access_grant where org = $1 and division = $2', [org, id]);
};
