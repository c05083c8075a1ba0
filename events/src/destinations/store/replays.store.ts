import type { Queryable } from '@tandem/kit';
import type { Replay } from '../destination.types.ts';
import type { EventPosition } from '../log.ts';

type Row = {
  readonly id: string;
  readonly fromXid: string;
  readonly fromId: number;
  readonly cursorXid: string;
  readonly cursorId: number;
  readonly untilXid: string;
  readonly untilId: number;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
};

const columns = `r.id, r.from_xid::text as "fromXid", r.from_id as "fromId", r.cursor_xid::text as "cursorXid",
  r.cursor_id as "cursorId", r.until_xid::text as "untilXid", r.until_id as "untilId", r.created_at as "createdAt",
  r.finished_at as "finishedAt"`;

const toReplay = (row: Row): Replay => ({
  id: row.id,
  from: { xid: row.fromXid, id: row.fromId },
  cursor: { xid: row.cursorXid, id: row.cursorId },
  until: { xid: row.untilXid, id: row.untilId },
  createdAt: row.createdAt,
  finishedAt: row.finishedAt,
});

export const insertReplay = (
  tx: Queryable,
  { org, destination, replay }: { org: string; destination: string; replay: Replay },
): Promise<unknown> =>
  tx.query(
    `insert into destination_replay
       (id, org, destination, from_xid, from_id, cursor_xid, cursor_id, until_xid, until_id, created_at)
     values ($1, $2, $3, $4::xid8, $5, $6::xid8, $7, $8::xid8, $9, $10)`,
    [
      ...[replay.id, org, destination, replay.from.xid, replay.from.id],
      ...[replay.cursor.xid, replay.cursor.id, replay.until.xid, replay.until.id, replay.createdAt],
    ],
  );

/** The replay that is under way; there is one at a time. */
export const openReplay = async (db: Queryable, destination: string): Promise<Replay | null> => {
  const [row] = await db.query<Row>(
    `select ${columns} from destination_replay r where r.destination = $1 and r.finished_at is null
     order by r.created_at, r.id limit 1`,
    [destination],
  );
  return row ? toReplay(row) : null;
};

/** The last replays, the latest first. */
export const listReplays = async (
  db: Queryable,
  org: string,
  destination: string,
): Promise<readonly Replay[]> => {
  const rows = await db.query<Row>(
    `select ${columns} from destination_replay r where r.destination = $1 and r.org = $2
     order by r.created_at desc, r.id limit 20`,
    [destination, org],
  );
  return rows.map(toReplay);
};

/** The place in the log before the first event of an organisation at or after a moment; null: none came since. */
export const positionAt = async (
  db: Queryable,
  org: string,
  at: Date,
): Promise<EventPosition | null> => {
  const [row] = await db.query<{ xid: string; id: number }>(
    `select e.xid::text as xid, e.id from event_log e where e.org = $1 and e.at >= $2
     order by e.xid, e.id limit 1`,
    [org, at],
  );
  return row ? { xid: row.xid, id: row.id - 1 } : null;
};

/** The last event that can be read of an organisation up to a moment; null: there is none. */
export const lastPositionUpTo = async (
  db: Queryable,
  org: string,
  at: Date | null,
): Promise<EventPosition | null> => {
  const [row] = await db.query<{ xid: string; id: number }>(
    `select e.xid::text as xid, e.id from event_log e
     where e.org = $1 and ($2::timestamptz is null or e.at <= $2) and e.xid < pg_snapshot_xmin(pg_current_snapshot())
     order by e.xid desc, e.id desc limit 1`,
    [org, at],
  );
  return row ?? null;
};
