import type { Queryable } from '@tandem/kit';
import type { FlowJob } from './jobs.model.ts';

const columns = `id, org, status, flow, messages, user_id as "userId", client_id as "clientId", may,
  created_at as "createdAt"`;

export const insertJob = (db: Queryable, job: FlowJob) =>
  db.query(
    `insert into flow_job (id, org, status, messages, user_id, client_id, may, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[job.id, job.org, job.status, JSON.stringify(job.messages)],
      ...[job.userId, job.clientId, [...job.may], job.createdAt],
    ],
  );

export const findJob = async (db: Queryable, id: string): Promise<FlowJob | null> => {
  const [row] = await db.query<FlowJob>(`select ${columns} from flow_job where id = $1`, [id]);
  return row ?? null;
};

/** False when the job has had its file: one that was interrupted takes it again. */
export const startJob = async (db: Queryable, id: string): Promise<boolean> => {
  const rows = await db.query(
    `update flow_job set status = 'Started' where id = $1 and status in ('Registered', 'Started')
     returning id`,
    [id],
  );
  return rows.length > 0;
};

export const endJob = (
  db: Queryable,
  { id, status, flow, messages }: Pick<FlowJob, 'id' | 'status' | 'flow' | 'messages'>,
) =>
  db.query('update flow_job set status = $2, flow = $3, messages = $4 where id = $1', [
    ...[id, status, flow, JSON.stringify(messages)],
  ]);

/** Jobs of long ago, a few at a time. */
export const deleteJobsBefore = (db: Queryable, before: Date) =>
  db.query(
    `delete from flow_job where id in
       (select id from flow_job where created_at < $1 order by created_at limit 100)`,
    [before],
  );
