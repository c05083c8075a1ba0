import type { Queryable } from '@tandem/kit';

export type ReassignmentRecord = {
  readonly answerSeconds: number | null;
  readonly moveTo: string | null;
  readonly onSignOut: boolean;
};

const never: ReassignmentRecord = { answerSeconds: null, moveTo: null, onSignOut: false };

type Of = { readonly org: string; readonly queue: string };

/**
 * When conversations leave idle agents of a queue; never, unless something was set. A queue to go to that is deleted is
 * none: there a conversation would find its end.
 */
export const findReassignment = async (
  db: Queryable,
  { org, queue }: Of,
): Promise<ReassignmentRecord> => {
  const [row] = await db.query<ReassignmentRecord>(
    `select r.answer_seconds as "answerSeconds", q.id as "moveTo", r.on_sign_out as "onSignOut"
     from queue_reassignment r left join queue q on q.org = r.org and q.id = r.move_to
     where r.org = $1 and r.queue = $2`,
    [org, queue],
  );
  return row ?? never;
};

export const writeReassignment = async (
  db: Queryable,
  { org, queue }: Of,
  { answerSeconds, moveTo, onSignOut }: ReassignmentRecord,
): Promise<void> => {
  await db.query(
    `insert into queue_reassignment (org, queue, answer_seconds, move_to, on_sign_out)
     values ($1, $2, $3, $4, $5) on conflict (queue) do update
     set answer_seconds = excluded.answer_seconds, move_to = excluded.move_to, on_sign_out = excluded.on_sign_out`,
    [org, queue, answerSeconds, moveTo, onSignOut],
  );
};
