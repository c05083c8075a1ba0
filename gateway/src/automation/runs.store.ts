import type { ExecutionStatus } from '@tandem/contract';
import type { RunError, Values } from '@tandem/flows';
import type { Queryable } from '@tandem/kit';
import { partOf } from '@tandem/lanes';
import type { NewRun, Run, RunOrigin, Starter } from './automation.model.ts';

type Row = {
  id: number;
  uid: string;
  org: string;
  flow: string;
  flow_name: string;
  version: number;
  label: string | null;
  part: number;
  origin: string;
  started_by: Starter | null;
  cause: string | null;
  token: string | null;
  depth: number;
  event_depth: number;
  session: number | null;
  conversation: string | null;
  status: string;
  revision: number;
  steps: number;
  traced: number;
  inputs: Values;
  inputs_sealed: string;
  outputs: Values | null;
  outputs_sealed: string | null;
  state_sealed: string | null;
  error: RunError | null;
  created_at: Date;
  ended_at: Date | null;
};

const fromRow = (row: Row): Run => ({
  id: row.id,
  uid: row.uid,
  org: row.org,
  flow: row.flow,
  flowName: row.flow_name,
  version: row.version,
  label: row.label,
  part: row.part,
  origin: row.origin as RunOrigin,
  startedBy: row.started_by,
  cause: row.cause,
  token: row.token,
  depth: row.depth,
  eventDepth: row.event_depth,
  session: row.session,
  conversation: row.conversation,
  status: row.status as ExecutionStatus,
  revision: row.revision,
  steps: row.steps,
  traced: row.traced,
  inputs: row.inputs,
  inputsSealed: row.inputs_sealed,
  outputs: row.outputs,
  outputsSealed: row.outputs_sealed,
  stateSealed: row.state_sealed,
  error: row.error,
  createdAt: row.created_at,
  endedAt: row.ended_at,
});

const json = (value: unknown) => (value === null ? null : JSON.stringify(value));

/** Stores a run that has not begun. Null: the flow has one of that token. */
export const insertRun = async (db: Queryable, run: NewRun): Promise<Run | null> => {
  const [row] = await db.query<Row>(
    `insert into automation_run (uid, org, flow, flow_name, version, label, part, origin, started_by, cause, token,
       depth, status, inputs, inputs_sealed, created_at, session, conversation, event_depth)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'running', $13, $14, $15, $16, $17, $18)
     on conflict (org, flow, token) where token is not null do nothing returning *`,
    [
      ...[run.uid, run.org, run.flow, run.flowName, run.version, run.label, partOf(run.uid)],
      ...[run.origin, json(run.startedBy), run.cause, run.token, run.depth],
      ...[json(run.inputs), run.inputsSealed, run.createdAt, run.session, run.conversation],
      run.eventDepth,
    ],
  );
  return row ? fromRow(row) : null;
};

export const findRunById = async (db: Queryable, id: number): Promise<Run | null> => {
  const [row] = await db.query<Row>('select * from automation_run where id = $1', [id]);
  return row ? fromRow(row) : null;
};

/** The run of a bot flow that a conversation is in. */
export const findRunOfSession = async (
  db: Queryable,
  { org, id }: { readonly org: string; readonly id: number },
): Promise<Run | null> => {
  const [row] = await db.query<Row>(
    'select * from automation_run where org = $1 and session = $2 and ended_at is null',
    [org, id],
  );
  return row ? fromRow(row) : null;
};

export const findRun = async (
  db: Queryable,
  { org, flow, uid }: Pick<Run, 'org' | 'flow' | 'uid'>,
): Promise<Run | null> => {
  const [row] = await db.query<Row>(
    'select * from automation_run where uid = $1 and org = $2 and flow = $3',
    [uid, org, flow],
  );
  return row ? fromRow(row) : null;
};

export const findRunByToken = async (
  db: Queryable,
  { org, flow, token }: Pick<Run, 'org' | 'flow' | 'token'>,
): Promise<Run | null> => {
  const [row] = await db.query<Row>(
    'select * from automation_run where org = $1 and flow = $2 and token = $3',
    [org, flow, token],
  );
  return row ? fromRow(row) : null;
};

/** Runs of a flow that have not ended, counted no further than the limit. */
export const countOpenRuns = async (
  db: Queryable,
  { org, flow, limit }: Pick<Run, 'org' | 'flow'> & { readonly limit: number },
): Promise<number> => {
  const [row] = await db.query<{ n: number }>(
    `select count(*) as n from (
       select from automation_run where org = $1 and flow = $2 and ended_at is null limit $3) r`,
    [org, flow, limit],
  );
  return row?.n ?? 0;
};

/** What a step writes of its run. */
export type RunChange = Pick<
  Run,
  'status' | 'steps' | 'traced' | 'outputs' | 'outputsSealed' | 'stateSealed' | 'error' | 'endedAt'
>;

/** False when the run has moved on or ended since that revision: then nothing may be written. */
export const changeRun = async (
  db: Queryable,
  { id, revision }: Pick<Run, 'id' | 'revision'>,
  change: RunChange,
): Promise<boolean> => {
  const rows = await db.query(
    `update automation_run set revision = revision + 1, status = $3, steps = $4, traced = $5, outputs = $6,
       outputs_sealed = $7, state_sealed = $8, error = $9, ended_at = $10
     where id = $1 and revision = $2 and ended_at is null returning id`,
    [
      ...[id, revision, change.status, change.steps, change.traced, json(change.outputs)],
      ...[change.outputsSealed, change.stateSealed, json(change.error), change.endedAt],
    ],
  );
  return rows.length > 0;
};

/** Ends a run whatever it does at the moment. Null when it has ended or is not there. */
export const stopRun = async (
  db: Queryable,
  { org, flow, uid, at }: Pick<Run, 'org' | 'flow' | 'uid'> & { readonly at: Date },
): Promise<Run | null> => {
  const [row] = await db.query<Row>(
    `update automation_run set revision = revision + 1, status = 'stopped', state_sealed = null, ended_at = $4
     where org = $1 and flow = $2 and uid = $3 and ended_at is null returning *`,
    [org, flow, uid, at],
  );
  return row ? fromRow(row) : null;
};

export type RunFilter = {
  readonly org: string;
  readonly flow: string;
  readonly status: ExecutionStatus | null;
  readonly version: number | null;
  readonly offset: number;
  readonly limit: number;
};

/** Runs of a flow, the newest first. */
export const listRuns = async (
  db: Queryable,
  { org, flow, status, version, offset, limit }: RunFilter,
): Promise<{ readonly items: readonly Run[]; readonly total: number }> => {
  const where = `org = $1 and flow = $2 and ($3::text is null or status = $3)
    and ($4::int is null or version = $4)`;
  const values = [org, flow, status, version];
  const [counted] = await db.query<{ n: number }>(
    `select count(*) as n from automation_run where ${where}`,
    values,
  );
  const rows = await db.query<Row>(
    `select * from automation_run where ${where} order by id desc offset $5 limit $6`,
    [...values, offset, limit],
  );
  return { items: rows.map(fromRow), total: counted?.n ?? 0 };
};
