import type { Queryable, Transaction } from '@tandem/kit';
import type { EventPosition } from './event-log.ts';

/** A destination, or a replay of one, that has not looked at everything behind its cursor. */
export type LogReader = {
  readonly destination: string;
  readonly org: string;
  readonly cursor: EventPosition;
};

/**
 * Who reads the log by a stored position. What stands behind it is kept for them; a destination without topics wants
 * nothing and moves on by itself.
 */
export const logReaders = async (db: Queryable): Promise<readonly LogReader[]> => {
  const rows = await db.query<{ destination: string; org: string; xid: string; id: number }>(
    `select d.id as destination, d.org, d.cursor_xid::text as xid, d.cursor_id as id
     from destination d where cardinality(d.topics) > 0
     union all
     select r.destination, r.org, r.cursor_xid::text, r.cursor_id
     from destination_replay r join destination d on d.id = r.destination and d.org = r.org
     where r.finished_at is null and cardinality(d.topics) > 0`,
  );
  return rows.map(({ xid, id, ...reader }) => ({ ...reader, cursor: { xid, id } }));
};

/** Whether the reader has still to look at what stands at the position. */
export const isAhead = ({ cursor }: LogReader, { xid, id }: EventPosition): boolean => {
  const [own, asked] = [BigInt(cursor.xid), BigInt(xid)];
  return own === asked ? cursor.id < id : own < asked;
};

export type LogLoss = {
  readonly destination: string;
  readonly org: string;
  readonly events: number;
  /** Times of the oldest and the youngest event. */
  readonly firstAt: Date;
  readonly lastAt: Date;
};

/** Code of the report of a destination that lost events. */
export const eventsLostCode = 'events.lost';

/**
 * Notes in the transaction of their removal that events went before a destination had looked at them, and says so in
 * its report, until it delivers again; the note stays.
 */
export const noteLosses = async (
  tx: Transaction,
  losses: readonly LogLoss[],
  at: Date,
): Promise<void> => {
  for (const { destination, org, events, firstAt, lastAt } of losses) {
    const [all] = await tx.query<{ events: number }>(
      `insert into destination_loss as l (destination, org, events, first_at, last_at, noted_at)
       select d.id, d.org, $3, $4, $5, $6 from destination d where d.id = $1 and d.org = $2
       on conflict (destination) do update set events = l.events + $3, first_at = least(l.first_at, $4),
         last_at = greatest(l.last_at, $5), noted_at = $6
       returning events`,
      [destination, org, events, firstAt, lastAt, at],
    );
    if (!all) continue;
    const span = `${firstAt.toISOString()} to ${lastAt.toISOString()}`;
    await tx.query(
      `update destination set report = 'ERROR', report_code = $3, report_reason = $4, report_since = $5
       where id = $1 and org = $2`,
      [
        ...[destination, org, eventsLostCode],
        `${all.events} events of the log were removed before they were sent, the last ones from ${span}: they had been kept for as long as the settings allow.`,
        at,
      ],
    );
  }
};

/** What a destination lost so far; null when it lost nothing. */
export const lossOf = async (
  db: Queryable,
  org: string,
  destination: string,
): Promise<(Omit<LogLoss, 'org'> & { readonly notedAt: Date }) | null> => {
  const [row] = await db.query<Omit<LogLoss, 'org'> & { notedAt: Date }>(
    `select destination, events, first_at as "firstAt", last_at as "lastAt", noted_at as "notedAt"
     from destination_loss where org = $1 and destination = $2`,
    [org, destination],
  );
  return row ?? null;
};
