import type { Clock, Queryable } from '@tandem/kit';
import { findThread } from '../threads/index.ts';
import { conversationErrors } from './conversation.errors.ts';

/** Looks again this often while an accepted conversation is not there yet; milliseconds. */
const lookMs = 20;
/** Waits at most this long for the lane of a conversation; milliseconds. */
const mostMs = 2000;

const notReady = () => conversationErrors.notReady({}, { headers: { 'Retry-After': '1' } });

type Waiting = { readonly db: Queryable; readonly clock: Pick<Clock, 'sleep'> };

/**
 * Whether an inbound message that was answered with this conversation still waits for its lane. The rows of work are
 * few unless the lanes are behind, and only an id that names nothing asks.
 */
const isAccepted = async (db: Queryable, org: string, conversationId: string): Promise<boolean> => {
  const rows = await db.query(
    `select from lane_work where org = $1 and queue = 'input' and payload->>'conversation' = $2 limit 1`,
    [org, conversationId.toLowerCase()],
  );
  return rows.length > 0;
};

const isThere = async (db: Queryable, org: string, conversationId: string): Promise<boolean> =>
  (await db.query('select from conversation where org = $1 and id = $2', [org, conversationId]))
    .length > 0;

/**
 * An inbound message is answered with the id of its conversation as soon as it is stored; the lane makes the
 * conversation right after. Who asks in between waits for the lane.
 * @returns false when the organisation has no such conversation, and none is about to come.
 * @throws conversationErrors.notReady (503) when the lane is further behind than anybody should wait.
 */
export const awaitAccepted = async (
  { db, clock }: Waiting,
  org: string,
  conversationId: string,
): Promise<boolean> => {
  for (let waited = 0; waited <= mostMs; waited += lookMs) {
    // In this order: what has left the list of work since is in the table by now.
    const pending = await isAccepted(db, org, conversationId);
    if (await isThere(db, org, conversationId)) return true;
    if (!pending) return false;
    await clock.sleep(lookMs);
  }
  throw notReady();
};

/** Inputs of a thread that wait for their lane, up to one of them. */
const lastInput = async (
  db: Queryable,
  thread: number,
  upTo: number | null,
): Promise<number | null> => {
  const [row] = await db.query<{ last: number | null }>(
    `select max(id) as last from lane_work where lane = $1 and queue = 'input' and run_at = '-infinity'
       and ($2::bigint is null or id <= $2)`,
    [thread, upTo],
  );
  return row?.last ?? null;
};

/**
 * Resolves when everything the customer wrote before this moment has been taken: an end that overtook a message would
 * be undone by it, since a message after the end opens the conversation again.
 * @throws conversationErrors.notReady (503) as above.
 */
export const awaitInputs = async (
  deps: Waiting,
  org: string,
  conversationId: string,
): Promise<void> => {
  const thread = await findThread(deps.db, org, conversationId);
  const last = thread === null ? null : await lastInput(deps.db, thread, null);
  if (thread === null || last === null) return;
  for (let waited = 0; waited <= mostMs; waited += lookMs) {
    if ((await lastInput(deps.db, thread, last)) === null) return;
    await deps.clock.sleep(lookMs);
  }
  throw notReady();
};
