import type { UtilizationRequest } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';

/** Settings by medium as they were given; what is left out comes from the level above. */
export type UtilizationDoc = NonNullable<UtilizationRequest['utilization']>;

export const findOrgUtilization = async (
  db: Queryable,
  org: string,
): Promise<UtilizationDoc | null> => {
  const [row] = await db.query<{ doc: UtilizationDoc }>(
    'select doc from routing_utilization where org = $1',
    [org],
  );
  return row?.doc ?? null;
};

export const writeOrgUtilization = async (
  db: Queryable,
  org: string,
  doc: UtilizationDoc | null,
): Promise<void> => {
  if (doc === null) {
    await db.query('delete from routing_utilization where org = $1', [org]);
    return;
  }
  await db.query(
    `insert into routing_utilization (org, capacity, doc) values ($1, $2, $3)
     on conflict (org) do update set capacity = excluded.capacity, doc = excluded.doc`,
    [org, doc.message?.maximumCapacity ?? null, JSON.stringify(doc)],
  );
};

type User = { readonly org: string; readonly userId: string };

export const findUserUtilization = async (
  db: Queryable,
  { org, userId }: User,
): Promise<UtilizationDoc | null> => {
  const [row] = await db.query<{ doc: UtilizationDoc }>(
    'select doc from user_utilization where org = $1 and user_id = $2',
    [org, userId],
  );
  return row?.doc ?? null;
};

export const writeUserUtilization = async (
  db: Queryable,
  { org, userId }: User,
  doc: UtilizationDoc | null,
): Promise<void> => {
  if (doc === null) {
    await db.query('delete from user_utilization where org = $1 and user_id = $2', [org, userId]);
    return;
  }
  await db.query(
    `insert into user_utilization (org, user_id, doc) values ($1, $2, $3)
     on conflict (org, user_id) do update set doc = excluded.doc`,
    [org, userId, JSON.stringify(doc)],
  );
};
