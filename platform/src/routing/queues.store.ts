import type { Queryable } from '@tandem/kit';
import type { Page } from '../users/index.ts';
import type { QueueSettings } from './queue.settings.ts';

export type QueueRecord = {
  readonly id: string;
  readonly org: string;
  readonly name: string;
  readonly division: string | null;
  readonly doc: QueueSettings;
  readonly createdBy: string | null;
  readonly modifiedBy: string | null;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  readonly members: number;
  readonly joined: number;
};

export type QueueFilter = {
  readonly pattern: string | null;
  readonly ids?: readonly string[] | undefined;
  readonly divisions?: readonly string[] | undefined;
  readonly descending?: boolean;
};

const columns = `q.id, q.org, q.name, q.division, q.doc, q.created_by as "createdBy", q.modified_by as "modifiedBy",
  q.created_at as "createdAt", q.modified_at as "modifiedAt",
  (select count(*) from queue_member m where m.queue = q.id) as members,
  (select count(*) from queue_member m where m.queue = q.id and m.joined) as joined`;

const isUuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Ids that are no UUIDs name nothing, so a filter that mentions them simply does not find them. */
export const uuidsOf = (ids: readonly string[] | undefined): string[] | null =>
  ids === undefined ? null : ids.filter((id) => isUuid.test(id));

export const findQueue = async (
  db: Queryable,
  org: string,
  id: string,
): Promise<QueueRecord | null> => {
  if (!isUuid.test(id)) return null;
  const [row] = await db.query<QueueRecord>(
    `select ${columns} from queue q where q.org = $1 and q.id = $2`,
    [org, id],
  );
  return row ?? null;
};

export const listQueues = async (
  db: Queryable,
  input: { readonly org: string; readonly filter: QueueFilter; readonly page: Page },
): Promise<{ readonly total: number; readonly rows: QueueRecord[] }> => {
  const { org, filter, page } = input;
  const where = `q.org = $1 and ($2::text is null or lower(q.name) like $2)
    and ($3::uuid[] is null or q.id = any ($3)) and ($4::uuid[] is null or q.division = any ($4))`;
  const values = [org, filter.pattern, uuidsOf(filter.ids), uuidsOf(filter.divisions)];
  const [count] = await db.query<{ total: number }>(
    `select count(*) as total from queue q where ${where}`,
    values,
  );
  const rows = await db.query<QueueRecord>(
    `select ${columns} from queue q where ${where}
     order by lower(q.name) ${filter.descending ? 'desc' : 'asc'}, q.id limit $5 offset $6`,
    [...values, page.limit, page.offset],
  );
  return { total: count?.total ?? 0, rows };
};

export type NewQueue = Pick<QueueRecord, 'id' | 'org' | 'name' | 'division' | 'doc'> & {
  readonly by: string | null;
  readonly at: Date;
};

/** @returns false if the organisation has a queue of that name already. */
export const insertQueue = async (db: Queryable, queue: NewQueue): Promise<boolean> => {
  const rows = await db.query(
    `insert into queue (id, org, name, division, doc, created_by, modified_by, created_at, modified_at)
     values ($1, $2, $3, $4, $5, $6, $6, $7, $7) on conflict (org, lower(name)) do nothing returning id`,
    [
      queue.id,
      queue.org,
      queue.name,
      queue.division,
      JSON.stringify(queue.doc),
      queue.by,
      queue.at,
    ],
  );
  return rows.length === 1;
};

/** @returns null if the name is another queue's, false if there is no such queue. */
export const updateQueue = async (db: Queryable, queue: NewQueue): Promise<boolean | null> => {
  const taken = await db.query(
    'select from queue where org = $1 and lower(name) = lower($2) and id <> $3',
    [queue.org, queue.name, queue.id],
  );
  if (taken.length > 0) return null;
  const rows = await db.query(
    `update queue set name = $3, division = $4, doc = $5, modified_by = $6, modified_at = $7
     where org = $1 and id = $2 returning id`,
    [
      queue.org,
      queue.id,
      queue.name,
      queue.division,
      JSON.stringify(queue.doc),
      queue.by,
      queue.at,
    ],
  );
  return rows.length === 1;
};

export const deleteQueue = async (db: Queryable, org: string, id: string): Promise<boolean> =>
  (await db.query('delete from queue where org = $1 and id = $2 returning id', [org, id]))
    .length === 1;

export const countWaiting = async (db: Queryable, org: string, queue: string): Promise<number> => {
  const [row] = await db.query<{ n: number }>(
    'select count(*) as n from acd_waiting where org = $1 and queue = $2',
    [org, queue],
  );
  return row?.n ?? 0;
};

/** Those of a queue that are offered to an agent at this moment: they wait again unless that one accepts. */
export const countOffered = async (db: Queryable, org: string, queue: string): Promise<number> => {
  const [row] = await db.query<{ n: number }>(
    `select count(*)::int as n from participant where org = $1 and queue = $2 and live and user_id is not null
       and purpose = 'agent' and doc->>'state' = 'alerting'`,
    [org, queue],
  );
  return row?.n ?? 0;
};

/** How many are before a conversation in the queue; null when it does not wait there. */
export const countAhead = async (
  db: Queryable,
  { org, id }: Pick<QueueRecord, 'org' | 'id'>,
  conversation: string,
): Promise<number | null> => {
  if (!isUuid.test(conversation)) return null;
  const [row] = await db.query<{ n: number }>(
    `select count(o.id)::int as n from acd_waiting w
     left join acd_waiting o on o.org = w.org and o.queue = w.queue
       and (o.priority > w.priority or (o.priority = w.priority and (o.since, o.id) < (w.since, w.id)))
     where w.org = $1 and w.queue = $2 and w.conversation = $3 group by w.id`,
    [org, id, conversation],
  );
  return row?.n ?? null;
};

/** Names by id, for views that mention queues. */
export const queueNames = async (
  db: Queryable,
  org: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (ids.length === 0) return new Map();
  const rows = await db.call<{ id: string; name: string }>(
    'queue_names',
    'select id, name from queue where org = $1 and id = any ($2::uuid[])',
    [org, uuidsOf(ids)],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
};
