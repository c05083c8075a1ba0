import { createBatcher, type Database } from '@tandem/kit';
import { listActivitiesOf, listMessagesBefore, type StoredPlace } from './activities.store.ts';
import { tooBusy } from './conversations.errors.ts';
import type { Session, StoredActivity } from './conversations.model.ts';
import { findSessions } from './sessions.store.ts';

const maxBatch = 128;
const maxQueued = 8_000;
/** Where many ask at once, fewer reads of more. */
const restMs = 12;

/** Reads what is asked for at about the same time at once, each for whoever asked. @throws conversationErrors.busy */
export const gatherReads = <Asked, Found>(
  run: (asked: readonly Asked[]) => Promise<readonly Found[]>,
  most = maxBatch,
): ((asked: Asked) => Promise<Found>) =>
  createBatcher({ run, maxBatch: most, maxQueued, onFull: tooBusy, restMs }).add;

/** A message of the customer, and what it may answer, oldest first. */
export type SaidMessage = {
  readonly activity: StoredActivity;
  readonly before: readonly StoredActivity[];
};

/** Reads of the message path, gathered: not for transactions. */
export type Reads = {
  readonly session: (conversationId: string) => Promise<Session | null>;
  readonly message: (at: StoredPlace) => Promise<SaidMessage | null>;
  /** Activities behind a position, oldest first, `readSize` at most. */
  readonly activitiesAfter: (at: StoredPlace) => Promise<readonly StoredActivity[]>;
};

/** How many activities one read of a chat brings. */
export const readSize = 25;
/** Chats that are read together: each may bring as many activities, and large ones. */
const chatsAtOnce = 32;
/** How many activities back a button may have been offered. */
const choiceReach = 50;

export const createReads = (db: Database): Reads => ({
  session: gatherReads((ids) => findSessions(db, ids)),
  activitiesAfter: gatherReads((places) => listActivitiesOf(db, places, readSize), chatsAtOnce),
  message: gatherReads(async (places) => {
    const found = await listMessagesBefore(db, places, choiceReach);
    return places.map(({ seq }, index) => {
      const rows = found[index] ?? [];
      const activity = rows.find((row) => row.seq === seq);
      return activity ? { activity, before: rows.filter((row) => row.seq < seq) } : null;
    });
  }),
});
