import type { Clock, Queryable } from '@tandem/kit';
import type { CommittedWork } from './lanes.types.ts';

export type DeadLetter = {
  readonly id: number;
  readonly org: string;
  readonly queue: string;
  readonly part: number;
  readonly lane: number;
  readonly workId: number;
  readonly payload: unknown;
  readonly attempts: number;
  readonly reason: string;
  readonly info: unknown;
  readonly diedAt: Date;
  readonly redrivenAt: Date | null;
};

export type DeadLetterFilter = {
  readonly org: string;
  readonly queue?: string;
  readonly lane?: number;
  /** Default: those that wait, not those put back already. */
  readonly redriven?: boolean;
};

const condition = `org = $1 and ($2::text is null or queue = $2) and ($3::bigint is null or lane = $3)
  and (redriven_at is not null) = $4`;

const valuesOf = ({ org, queue, lane, redriven = false }: DeadLetterFilter) => [
  org,
  queue ?? null,
  lane ?? null,
  redriven,
];

/** One page of an organisation's dead letters, the newest first. `pageNumber` counts from 1. */
export const listDeadLetters = async (
  db: Queryable,
  filter: DeadLetterFilter,
  { pageSize, pageNumber }: { pageSize: number; pageNumber: number },
): Promise<{ readonly total: number; readonly letters: readonly DeadLetter[] }> => {
  const values = valuesOf(filter);
  const [count] = await db.query<{ total: number }>(
    `select count(*) as total from dead_letter where ${condition}`,
    values,
  );
  const letters = await db.query<DeadLetter>(
    `select id, org, queue, part, lane, work_id as "workId", payload, attempts, reason, info,
       died_at as "diedAt", redriven_at as "redrivenAt"
     from dead_letter where ${condition} order by id desc limit $5 offset $6`,
    [...values, pageSize, pageSize * (pageNumber - 1)],
  );
  return { total: count?.total ?? 0, letters };
};

/**
 * Puts dead letters of an organisation back at the end of their lanes, each lane in its old order, marked `late`.
 * Those of other organisations and those put back before are left alone.
 * @returns the new work, for `committed` after the transaction; `tx` holds the locks of the lanes, as every writer.
 */
export const redrive = async (
  tx: Queryable,
  { org, ids, clock }: { org: string; ids: readonly number[]; clock: Clock },
): Promise<CommittedWork[]> => {
  const rows = await tx.query<Omit<CommittedWork, 'attempts' | 'late'>>(
    'select id, org, queue, part, lane, payload, after from lane_redrive($1, $2, $3)',
    [org, ids, clock.now()],
  );
  return rows.map((row) => ({ ...row, attempts: 0, late: true }));
};
