import { appendEvents } from '@tandem/events';
import type { Transaction } from '@tandem/kit';
import type { AutomationDeps } from './automation.deps.ts';

/** Something that has happened outside of the gateway. */
export type IncomingEvent = {
  /** The same one may be given again. */
  readonly id: string;
  readonly org: string;
  readonly type: string;
  readonly key: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: Date;
};

/** Where such events wait until they are taken. */
export type IncomingEvents = {
  /** Oldest first. */
  readonly waiting: (limit: number) => Promise<readonly IncomingEvent[]>;
  readonly forget: (events: readonly IncomingEvent[]) => Promise<void>;
};

const atOnce = 100;
/** A node that stood still while it had events in its hands may still bring them. */
const knownDays = 7;

/** One node at a time: events of one key keep their order in the log. */
const lockSql = `select pg_advisory_xact_lock(hashtextextended(current_schema() || ' received events', 0))`;

/** Notes which events are here now. @returns those that were not before */
const takeNew = async (
  tx: Transaction,
  events: readonly IncomingEvent[],
  now: Date,
): Promise<readonly IncomingEvent[]> => {
  const rows = await tx.query<{ id: string }>(
    `insert into received_event (org, id, at) select e.org, e.id, $3 from unnest($1::uuid[], $2::uuid[]) e(org, id)
     on conflict do nothing returning id`,
    [events.map(({ org }) => org), events.map(({ id }) => id), now],
  );
  await tx.query(`delete from received_event where at < $1::timestamptz - $2 * interval '1 day'`, [
    now,
    knownDays,
  ]);
  const fresh = new Set(rows.map(({ id }) => id));
  return events.filter(({ id }) => fresh.has(id));
};

/**
 * Brings events from elsewhere into the event log: stored here first, forgotten there afterwards, so that none is lost;
 * one that comes a second time is known. @returns whether there may be more.
 */
export const receiveEvents = async (
  { db, clock }: Pick<AutomationDeps, 'db' | 'clock'>,
  incoming: IncomingEvents,
): Promise<boolean> => {
  const events = await incoming.waiting(atOnce);
  if (events.length === 0) return false;
  await db.transaction(async (tx) => {
    await tx.query(lockSql);
    const fresh = await takeNew(tx, events, clock.now());
    await appendEvents(
      tx,
      fresh.map(({ org, type, key, data, at }) => ({
        ...{ org, type, key },
        data: { ...data, date: at.toISOString() },
      })),
    );
  });
  await incoming.forget(events);
  return events.length === atOnce;
};
