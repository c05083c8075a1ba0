import type { QueueLoad } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';

/** What becomes of those who wait for a queue that is gone. */
export type RemovalPlan = { readonly moveTo: string | null; readonly farewell: string | null };

export const writeRemoval = async (
  db: Queryable,
  { org, queue }: { readonly org: string; readonly queue: string },
  { moveTo, farewell, at }: RemovalPlan & { readonly at: Date },
): Promise<void> => {
  await db.query(
    `insert into queue_removal (queue, org, move_to, farewell, removed_at) values ($1, $2, $3, $4, $5)
     on conflict (queue) do nothing`,
    [queue, org, moveTo, farewell, at],
  );
};

/** A plan with the moment from which it holds; null: nothing was said. */
export type FoundRemoval = RemovalPlan & { readonly removedAt: Date | null };

/** The plan of a deleted queue; without one nothing was said about those who wait. */
export const findRemoval = async (
  db: Queryable,
  { org, queue }: { readonly org: string; readonly queue: string },
): Promise<FoundRemoval> => {
  const [row] = await db.query<FoundRemoval>(
    'select move_to as "moveTo", farewell, removed_at as "removedAt" from queue_removal where org = $1 and queue = $2',
    [org, queue],
  );
  return row ?? { moveTo: null, farewell: null, removedAt: null };
};

/**
 * Who waits in a queue, and how many conversations of it agents have. An agent is always a user: said again, so that only
 * those at work are looked at (index `participant_live_user`).
 */
export const loadOfQueue = async (
  db: Queryable,
  { org, queue }: { readonly org: string; readonly queue: string },
): Promise<QueueLoad> => {
  const [row] = await db.query<QueueLoad>(
    `select (select count(*) from acd_waiting where org = $1 and queue = $2)::int as waiting,
       (select count(*) from participant where org = $1 and queue = $2 and live and user_id is not null
          and purpose = 'agent' and doc->>'endedAt' is null)::int as active`,
    [org, queue],
  );
  return row ?? { waiting: 0, active: 0 };
};
