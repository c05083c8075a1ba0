import type { Queryable, Transaction } from '@tandem/kit';
import type { RoutingStatusName } from './routing-status.rules.ts';

export type AgentRecord = {
  readonly userId: string;
  readonly status: RoutingStatusName;
  readonly statusSince: Date;
  readonly active: number;
  readonly capacity: number | null;
};

const columns = `user_id as "userId", status, status_since as "statusSince", active, capacity`;

type Key = { readonly org: string; readonly userId: string };

/**
 * Takes the locks of users in ascending order, before anything that assigns a transaction id: the order of a user's
 * events is the order of this lock. After the locks of threads, never before.
 */
export const lockUsers = async (
  tx: Transaction,
  org: string,
  userIds: readonly string[],
): Promise<void> => {
  if (userIds.length === 0) return;
  await tx.query(
    `select pg_advisory_xact_lock(k.lock) from (
       select distinct hashtextextended($1 || u, 7) as lock from unnest($2::text[]) u order by 1 offset 0) k`,
    [`agent ${org} `, [...new Set(userIds)]],
  );
};

export const findAgent = async (db: Queryable, { org, userId }: Key) => {
  const [row] = await db.query<AgentRecord>(
    `select ${columns} from agent where org = $1 and user_id = $2`,
    [org, userId],
  );
  return row ?? null;
};

export const findAgents = (db: Queryable, org: string, userIds: readonly string[]) =>
  db.query<AgentRecord>(`select ${columns} from agent where org = $1 and user_id = any ($2)`, [
    org,
    userIds,
  ]);

/** The agent's row, made when this is the first time that routing looks at the user. Call it under the user's lock. */
export const ensureAgent = async (
  tx: Transaction,
  { org, userId }: Key,
  at: Date,
): Promise<AgentRecord> => {
  await tx.query(
    `insert into agent (org, user_id, status_since, idle_since) values ($1, $2, $3, $3) on conflict do nothing`,
    [org, userId, at],
  );
  return (await findAgent(tx, { org, userId })) as AgentRecord;
};

export const writeStatus = async (
  tx: Transaction,
  { org, userId }: Key,
  { status, at }: { readonly status: RoutingStatusName; readonly at: Date },
): Promise<void> => {
  await tx.query(
    `update agent set status = $3, status_since = $4, idle_since = case when $3 = 'IDLE' then $4 else idle_since end
     where org = $1 and user_id = $2`,
    [org, userId, status, at],
  );
};

/**
 * Takes one place of the agent's capacity if there is one: the one statement that decides between two that want it.
 * @returns false if the agent is not on queue or has no place left.
 */
export const takePlace = async (
  tx: Transaction,
  { org, userId }: Key,
  { defaultCapacity }: { readonly defaultCapacity: number },
): Promise<boolean> => {
  const rows = await tx.query(
    `update agent set active = active + 1 where org = $1 and user_id = $2
       and status in ('IDLE', 'INTERACTING') and active < coalesce(capacity, (select u.capacity from routing_utilization u where u.org = $1), $3)
     returning user_id`,
    [org, userId, defaultCapacity],
  );
  return rows.length === 1;
};

/**
 * Counts the conversations of agents anew: those that are live, or in after-call work that is owed, and not parked. A
 * conversation that came back to an agent who still owes work on an earlier part of it is one.
 */
export const recount = async (
  tx: Transaction,
  org: string,
  { userIds, at }: { readonly userIds: readonly string[]; readonly at: Date },
): Promise<AgentRecord[]> =>
  tx.query<AgentRecord>(
    `with counted as (
       select a.user_id, count(distinct p.conversation)::int as places from agent a
       left join participant p on p.user_id = a.user_id and p.org = a.org and p.live and p.purpose = 'agent'
         and p.doc->>'state' <> 'parked'
         and (p.doc->>'endedAt' is null or (p.doc->>'wrapupRequired')::boolean)
       where a.org = $1 and a.user_id = any ($2) group by a.user_id)
     update agent a set active = c.places,
       idle_since = case when c.places < a.active then $3 else a.idle_since end
     from counted c where a.org = $1 and a.user_id = c.user_id
     returning ${columns.replaceAll('user_id as', 'a.user_id as').replace(' status,', ' a.status,')}`,
    [org, userIds, at],
  );

export const setCapacity = async (
  tx: Transaction,
  { org, userId }: Key,
  capacity: number | null,
): Promise<void> => {
  await tx.query('update agent set capacity = $3 where org = $1 and user_id = $2', [
    org,
    userId,
    capacity,
  ]);
};
