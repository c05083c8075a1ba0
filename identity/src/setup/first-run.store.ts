import type { Queryable } from '@tandem/kit';

export type FirstRunRecord = {
  readonly org: string;
  readonly adminId: string;
  readonly demoAt: Date | null;
};

/** The first run that no start has finished yet. */
export const findUnfinished = async (db: Queryable): Promise<FirstRunRecord | null> => {
  const [row] = await db.query<FirstRunRecord>(
    `select org, admin_id as "adminId", demo_at as "demoAt" from first_run
     where finished_at is null order by created_at, org limit 1`,
  );
  return row ?? null;
};

/** The same, held until the end of the transaction; null when another node finished it meanwhile. */
export const lockUnfinished = async (
  tx: Queryable,
  org: string,
): Promise<FirstRunRecord | null> => {
  const [row] = await tx.query<FirstRunRecord>(
    `select org, admin_id as "adminId", demo_at as "demoAt" from first_run
     where org = $1 and finished_at is null for update`,
    [org],
  );
  return row ?? null;
};

export const insertFirstRun = async (
  tx: Queryable,
  { org, adminId }: Pick<FirstRunRecord, 'org' | 'adminId'>,
  at: Date,
): Promise<void> => {
  await tx.query('insert into first_run (org, admin_id, created_at) values ($1, $2, $3)', [
    org,
    adminId,
    at,
  ]);
};

export const markDemo = async (tx: Queryable, org: string, at: Date): Promise<void> => {
  await tx.query('update first_run set demo_at = $2 where org = $1', [org, at]);
};

export const markFinished = async (tx: Queryable, org: string, at: Date): Promise<void> => {
  await tx.query('update first_run set finished_at = $2 where org = $1', [org, at]);
};
