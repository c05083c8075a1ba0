import type { Clock, Queryable } from '@tandem/kit';
import { findThread } from '../threads/index.ts';
import { conversationErrors } from './conversation.errors.ts';

/** Looks again this often while an accepted conversation is not there yet; milliseconds. */
const lookMs = 20;
/** Waits at most this long for the lane of a conversation; milliseconds. */
const mostMs = 2000;

const notReady = () => conversationErrors.notReady({}, { headers: { 'Retry-After': '1' } });

type Waiting = { readonly db: Queryable; readonly clock: Pick<Clock, 'sleep'> };

/** `there` and `pending` are never both: the lane takes the one away as it makes the other. */
type Found = { readonly there: boolean; readonly pending: boolean };

/**
 * Whether there is a conversation, or an inbound message that was answered with it still waits for its lane. One look:
 * the thread is found by the conversation it is at (index `thread_by_conversation`), and only its own lane is read.
 */
const lookFor = async (db: Queryable, org: string, conversationId: string): Promise<Found> => {
  const [found] = await db.query<Found>(
    `select exists (select from conversation where org = $1 and id = $2) as there,
       exists (select from thread t
         cross join lateral (select from lane_work w where w.lane = t.id and w.queue = 'input'
           and w.payload->>'conversation' = t.conversation::text limit 1) w
         where t.org = $1 and t.conversation = $2) as pending`,
    [org, conversationId],
  );
  return found ?? { there: false, pending: false };
};

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
    const { there, pending } = await lookFor(db, org, conversationId);
    if (there || !pending) return there;
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
  if (thread !== null) await awaitLane(deps, thread);
};

/** The same for a thread. @throws conversationErrors.notReady (503) as above. */
export const awaitLane = async (deps: Waiting, thread: number): Promise<void> => {
  const last = await lastInput(deps.db, thread, null);
  if (last === null) return;
  for (let waited = 0; waited <= mostMs; waited += lookMs) {
    if ((await lastInput(deps.db, thread, last)) === null) return;
    await deps.clock.sleep(lookMs);
  }
  throw notReady();
};
