import type { Queryable } from '@tandem/kit';
import type { Page } from '../users/index.ts';
import { uuidsOf } from './queues.store.ts';

export type MemberRecord = {
  readonly userId: string;
  readonly joined: boolean;
  readonly status: string | null;
  readonly statusSince: Date | null;
};

export type MemberFilter = {
  readonly joined?: boolean | undefined;
  readonly statuses?: readonly string[] | undefined;
  readonly skills?: readonly string[] | undefined;
  readonly languages?: readonly string[] | undefined;
};

type Key = { readonly org: string; readonly queue: string };

const from = `from queue_member m left join agent a on a.org = m.org and a.user_id = m.user_id
  where m.org = $1 and m.queue = $2 and ($3::boolean is null or m.joined = $3)
    and ($4::text[] is null or coalesce(a.status, 'OFF_QUEUE') = any ($4))
    and ($5::uuid[] is null or exists (select from user_ability u
      where u.org = m.org and u.user_id = m.user_id and u.kind = 'skill' and u.ability = any ($5)))
    and ($6::uuid[] is null or exists (select from user_ability u
      where u.org = m.org and u.user_id = m.user_id and u.kind = 'language' and u.ability = any ($6)))`;

export const listMembers = async (
  db: Queryable,
  { org, queue }: Key,
  { page, ...filter }: MemberFilter & { readonly page: Page },
): Promise<{ readonly total: number; readonly rows: MemberRecord[] }> => {
  const values = [
    org,
    queue,
    filter.joined ?? null,
    filter.statuses ?? null,
    uuidsOf(filter.skills),
    uuidsOf(filter.languages),
  ];
  const [count] = await db.query<{ total: number }>(`select count(*) as total ${from}`, values);
  const rows = await db.query<MemberRecord>(
    `select m.user_id as "userId", m.joined, a.status, a.status_since as "statusSince" ${from}
     order by m.added_at, m.user_id limit $7 offset $8`,
    [...values, page.limit, page.offset],
  );
  return { total: count?.total ?? 0, rows };
};

export const findMember = async (
  db: Queryable,
  { org, queue }: Key,
  userId: string,
): Promise<MemberRecord | null> => {
  const [row] = await db.query<MemberRecord>(
    `select m.user_id as "userId", m.joined, a.status, a.status_since as "statusSince"
     from queue_member m left join agent a on a.org = m.org and a.user_id = m.user_id
     where m.org = $1 and m.queue = $2 and m.user_id = $3`,
    [org, queue, userId],
  );
  return row ?? null;
};

/** @returns the ids that were no members before. */
export const addMembers = async (
  tx: Queryable,
  { org, queue }: Key,
  { userIds, at }: { readonly userIds: readonly string[]; readonly at: Date },
): Promise<string[]> => {
  const rows = await tx.query<{ user_id: string }>(
    `insert into queue_member (org, queue, user_id, added_at) select $1, $2, u, $4 from unnest($3::uuid[]) u
     on conflict do nothing returning user_id`,
    [org, queue, userIds, at],
  );
  return rows.map((row) => row.user_id);
};

/** @returns the ids that were members. */
export const removeMembers = async (
  tx: Queryable,
  { org, queue }: Key,
  userIds: readonly string[],
): Promise<string[]> => {
  const rows = await tx.query<{ user_id: string }>(
    'delete from queue_member where org = $1 and queue = $2 and user_id = any ($3) returning user_id',
    [org, queue, userIds],
  );
  return rows.map((row) => row.user_id);
};

/** Joins or leaves; who is no member is left out. @returns the ids that changed. */
export const setJoined = async (
  tx: Queryable,
  { org, queue }: Key,
  { userIds, joined }: { readonly userIds: readonly string[]; readonly joined: boolean },
): Promise<string[]> => {
  const rows = await tx.query<{ user_id: string }>(
    `update queue_member set joined = $4 where org = $1 and queue = $2 and user_id = any ($3) and joined <> $4
     returning user_id`,
    [org, queue, userIds, joined],
  );
  return rows.map((row) => row.user_id);
};

/** Queues of a user with whether the user has joined them. */
export const listQueuesOf = async (
  db: Queryable,
  { org, userId }: { readonly org: string; readonly userId: string },
  joined?: boolean,
): Promise<{ readonly queue: string; readonly joined: boolean }[]> =>
  db.query(
    `select m.queue, m.joined from queue_member m join queue q on q.id = m.queue
     where m.org = $1 and m.user_id = $2 and ($3::boolean is null or m.joined = $3) order by lower(q.name), q.id`,
    [org, userId, joined ?? null],
  );

/** Queues that users have joined, by user. */
export const joinedQueues = async (
  db: Queryable,
  org: string,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const rows = await db.query<{ userId: string; queues: string[] }>(
    `select user_id as "userId", array_agg(queue order by queue) as queues from queue_member
     where org = $1 and user_id = any ($2) and joined group by user_id`,
    [org, userIds],
  );
  return new Map(rows.map(({ userId, queues }) => [userId, queues]));
};
