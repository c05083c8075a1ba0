import type { Transaction } from '@tandem/kit';
import type { RunRecord, ThreadChange } from '../conversations/index.ts';
import type { Sealer } from './messaging.deps.ts';

/** What the sealed values of a recorded step are bound to. */
export const traceContext = (run: string, n: number): string => `message-flow/${run}/trace/${n}`;

/** Recorded runs of a flow that are kept, failed ones besides, and steps of one run. */
const mostExecutions = 200;
const mostFailed = 100;
export const mostEntries = 1_000;

const upsert = `insert into flow_execution (run, org, flow, version, conversation, status, started_at, ended_at, steps, error)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  on conflict (run) do update set status = excluded.status, ended_at = excluded.ended_at, steps = excluded.steps,
    error = excluded.error`;

/** Failed ones stay longer: they are what somebody looks for. */
const prune = `delete from flow_execution where run in (select run from flow_execution
  where org = $1 and flow = $2 and (status = 'failed') = $4 order by started_at desc, run desc offset $3)`;

const insertEntries = `insert into flow_trace (run, n, org, at, entry, hidden)
  select $1, e.n, $2, $3, e.entry, e.hidden from unnest($4::int[], $5::json[], $6::bytea[]) e(n, entry, hidden)`;

const storeRecord = async (
  { tx, sealer }: { readonly tx: Transaction; readonly sealer: Sealer },
  org: string,
  record: RunRecord,
): Promise<void> => {
  const { run, flow, at, status, error } = record;
  await tx.query(upsert, [
    run,
    org,
    flow.id,
    flow.version,
    record.conversationId,
    status,
    record.startedAt,
    status === 'waiting' ? null : at,
    record.steps,
    error && JSON.stringify(error),
  ]);
  if (record.begins) await tx.query(prune, [org, flow.id, mostExecutions, false]);
  if (status === 'failed') await tx.query(prune, [org, flow.id, mostFailed, true]);
  const [last] = await tx.query<{ n: number }>(
    'select coalesce(max(n), 0) as n from flow_trace where run = $1',
    [run],
  );
  const first = (last?.n ?? 0) + 1;
  const entries = record.trace.slice(0, Math.max(0, mostEntries - first + 1));
  if (entries.length === 0) return;
  const hidden = await Promise.all(
    entries.map(({ hidden }, index) =>
      Object.keys(hidden).length === 0
        ? null
        : sealer.seal(org, traceContext(run, first + index), JSON.stringify(hidden)),
    ),
  );
  await tx.query(insertEntries, [
    run,
    org,
    at,
    entries.map((_, index) => first + index),
    entries.map(({ hidden: _, ...entry }) => JSON.stringify(entry)),
    hidden,
  ]);
};

/** Stores what was recorded of runs, in the transaction of their steps. */
export const storeRecords = async (
  tx: Transaction,
  sealer: Sealer,
  changes: readonly ThreadChange[],
): Promise<void> => {
  for (const { after, recorded = [] } of changes)
    for (const record of recorded) await storeRecord({ tx, sealer }, after.org, record);
};
