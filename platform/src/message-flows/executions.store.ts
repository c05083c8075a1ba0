import type { ExecutionStatus } from '@tandem/contract';
import type { TraceEntry } from '@tandem/flows';
import type { Queryable } from '@tandem/kit';
import type { Page } from '../listing/index.ts';

/** A recorded run. */
export type Execution = {
  readonly run: string;
  readonly org: string;
  readonly flow: string;
  readonly version: number;
  readonly conversation: string;
  readonly status: ExecutionStatus;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly steps: number;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly action: string | null;
  } | null;
};

export type StoredTrace = {
  readonly n: number;
  readonly at: Date;
  readonly entry: Omit<TraceEntry, 'hidden'>;
  readonly hidden: Buffer | null;
};

const columns = `run, org, flow, version, conversation, status, started_at as "startedAt", ended_at as "endedAt",
  steps, error`;

export type ExecutionFilter = {
  readonly org: string;
  readonly flow: string;
  readonly status: string | null;
  readonly version: number | null;
};

const filtered = `org = $1 and flow = $2 and ($3::text is null or status = $3)
  and ($4::int is null or version = $4)`;

/** Runs of a flow, the newest first. */
export const listExecutions = async (
  db: Queryable,
  { org, flow, status, version }: ExecutionFilter,
  page: Page,
): Promise<{ readonly total: number; readonly rows: readonly Execution[] }> => {
  const values = [org, flow, status, version];
  const [count] = await db.query<{ total: number }>(
    `select count(*) as total from flow_execution where ${filtered}`,
    values,
  );
  const rows = await db.query<Execution>(
    `select ${columns} from flow_execution where ${filtered} order by started_at desc, run desc limit $5 offset $6`,
    [...values, page.size, page.offset],
  );
  return { total: Number(count?.total), rows };
};

export const findExecution = async (
  db: Queryable,
  { org, flow, run }: { readonly org: string; readonly flow: string; readonly run: string },
): Promise<Execution | null> => {
  const [row] = await db.query<Execution>(
    `select ${columns} from flow_execution where org = $1 and flow = $2 and run = $3`,
    [org, flow, run],
  );
  return row ?? null;
};

/** Steps of a run in their order. */
export const readTrace = (db: Queryable, run: string): Promise<StoredTrace[]> =>
  db.query<StoredTrace>('select n, at, entry, hidden from flow_trace where run = $1 order by n', [
    run,
  ]);

/** Until when runs of a flow are recorded; null: they are not. */
export const watchedUntil = async (
  db: Queryable,
  org: string,
  flow: string,
): Promise<Date | null> => {
  const [row] = await db.query<{ until: Date }>(
    'select until from flow_watch where org = $1 and flow = $2',
    [org, flow],
  );
  return row?.until ?? null;
};

export const watchFlow = async (
  tx: Queryable,
  { org, flow, until }: { readonly org: string; readonly flow: string; readonly until: Date },
): Promise<void> => {
  await tx.query(
    `insert into flow_watch (flow, org, until) values ($1, $2, $3)
     on conflict (flow) do update set until = excluded.until`,
    [flow, org, until],
  );
};
