import type { Queryable } from '@tandem/kit';
import type { ApiDestinationRecord } from './bus.model.ts';

const columns = `id, org, name, description, url, method, rate, connection, secret, version,
  created_at as "createdAt", modified_at as "modifiedAt"`;

export const listApiDestinations = (db: Queryable, org: string): Promise<ApiDestinationRecord[]> =>
  db.query<ApiDestinationRecord>(
    `select ${columns} from api_destination where org = $1 order by lower(name)`,
    [org],
  );

export const findApiDestination = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<ApiDestinationRecord | null> => {
  const [row] = await db.query<ApiDestinationRecord>(
    `select ${columns} from api_destination where org = $1 and id = $2`,
    [org, id],
  );
  return row ?? null;
};

/** Those of the ids that the organisation has; none of them is deleted while the transaction runs. */
export const findApiDestinations = async (
  tx: Queryable,
  org: string,
  ids: readonly string[],
): Promise<readonly string[]> => {
  const rows = await tx.query<{ id: string }>(
    'select id from api_destination where org = $1 and id = any ($2::uuid[]) order by id for share',
    [org, ids],
  );
  return rows.map(({ id }) => id);
};

export const lockApiDestination = async (tx: Queryable, org: string, id: string): Promise<void> => {
  await tx.query('select from api_destination where org = $1 and id = $2 for update', [org, id]);
};

/** False: another one has the name. */
export const saveApiDestination = async (
  tx: Queryable,
  record: ApiDestinationRecord,
): Promise<boolean> => {
  const [taken] = await tx.query(
    'select from api_destination where org = $1 and lower(name) = lower($2) and id <> $3',
    [record.org, record.name, record.id],
  );
  if (taken) return false;
  await tx.query(
    `insert into api_destination (org, id, name, description, url, method, rate, connection, secret, version,
       created_at, modified_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (org, id) do update set name = $3, description = $4, url = $5, method = $6, rate = $7,
       connection = $8, secret = $9, version = $10, modified_at = $12`,
    [
      record.org,
      record.id,
      record.name,
      record.description,
      record.url,
      record.method,
      record.rate,
      JSON.stringify(record.connection),
      record.secret === null ? null : JSON.stringify(record.secret),
      record.version,
      record.createdAt,
      record.modifiedAt,
    ],
  );
  return true;
};

export const deleteApiDestination = async (
  tx: Queryable,
  org: string,
  id: string,
): Promise<void> => {
  await tx.query('delete from api_destination where org = $1 and id = $2', [org, id]);
};

/** How many rules send to each. */
export const ruleCounts = async (
  db: Queryable,
  org: string,
): Promise<ReadonlyMap<string, number>> => {
  const rows = await db.query<{ id: string; count: number }>(
    `select t->>'apiDestinationId' as id, count(distinct r.id) as count
     from bus_rule r cross join jsonb_array_elements(r.targets) t where r.org = $1 group by 1`,
    [org],
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
};
