import type { Queryable, Transaction } from '@tandem/kit';
import type { DestinationReport } from '../destination.port.ts';
import type { DestinationRecord, Lease } from '../destination.types.ts';
import type { EventPosition } from '../log.ts';
import { type DestinationRow, destinationColumns, toDestination } from './destinations.store.ts';

export type Claimed = {
  readonly destination: DestinationRecord;
  readonly lease: Lease;
  /** Events behind the cursor that are done with. */
  readonly done: readonly string[];
};

type ClaimedRow = DestinationRow & { readonly epoch: number; readonly done: string[] };

/**
 * Takes the right to send for running destinations that nobody sends for.
 * @param most how many at once: other nodes are to get some too
 */
export const claimDestinations = async (
  db: Queryable,
  { owner, lifeMs, most }: { owner: string; lifeMs: number; most: number },
): Promise<readonly Claimed[]> => {
  const rows = await db.query<ClaimedRow>(
    `update destination d set owner = $1, epoch = d.epoch + 1, seen_version = d.version,
       lease_until = clock_timestamp() + $2 * interval '1 millisecond'
     where d.id in (
       select id from destination
       where state = 'running' and (owner is null or lease_until < clock_timestamp())
       order by id limit $3 for update skip locked)
     returning ${destinationColumns}, d.epoch, d.done`,
    [owner, lifeMs, most],
  );
  return rows.map(({ epoch, done, ...row }) => ({
    destination: toDestination(row),
    lease: { destination: row.id, owner, epoch },
    done,
  }));
};

export type LeaseState = { readonly version: number; readonly state: string };

/** Prolongs leases of this node. @returns the destinations that are still this node's, with what they are now. */
export const renewLeases = async (
  db: Queryable,
  { leases, lifeMs }: { leases: readonly Lease[]; lifeMs: number },
): Promise<ReadonlyMap<string, LeaseState>> => {
  const rows = await db.query<{ id: string; version: number; state: string }>(
    `update destination d set lease_until = clock_timestamp() + $4 * interval '1 millisecond'
     from unnest($1::uuid[], $2::text[], $3::bigint[]) as l (id, owner, epoch)
     where d.id = l.id and d.owner = l.owner and d.epoch = l.epoch
     returning d.id, d.version, d.state`,
    [
      leases.map(({ destination }) => destination),
      leases.map(({ owner }) => owner),
      leases.map(({ epoch }) => epoch),
      lifeMs,
    ],
  );
  return new Map(rows.map(({ id, ...rest }) => [id, rest]));
};

/**
 * Reads a destination that is this node's anew, when nothing is sent any more as it was before, and notes that its
 * version is seen. Null when the lease is lost.
 */
export const readClaimed = async (db: Queryable, lease: Lease): Promise<Claimed | null> => {
  const [row] = await db.query<ClaimedRow>(
    `update destination d set seen_version = d.version where d.id = $1 and d.owner = $2 and d.epoch = $3
     returning ${destinationColumns}, d.epoch, d.done`,
    [lease.destination, lease.owner, lease.epoch],
  );
  if (!row) return null;
  const { epoch: _, done, ...rest } = row;
  return { destination: toDestination(rest), lease, done };
};

/**
 * Takes away what is parked for topics that were given up, also when they were chosen again since. What was redriven
 * is a dead letter again.
 */
export const dropUnwanted = async (db: Queryable, lease: Lease): Promise<void> => {
  const [some] = await db.query('select from destination_parked where destination = $1 limit 1', [
    lease.destination,
  ]);
  if (!some) return;
  await db.query(
    `with gone as (
       delete from destination_parked p using destination d
       where d.id = $1 and d.owner = $2 and d.epoch = $3 and p.destination = d.id
         and (not p.event ->> 'topic' = any (d.topics)
           or p.stream = '' and d.topics_from ? (p.event ->> 'topic')
             and pg_visible_in_snapshot((p.event -> 'position' ->> 'xid')::xid8,
               (d.topics_from ->> (p.event ->> 'topic'))::pg_snapshot))
       returning p.destination, p.event_id, p.stream)
     update destination_dead_letter x set redriven_at = null from gone
     where x.destination = gone.destination and x.event_id = gone.event_id and gone.stream like 'redrive:%'`,
    [lease.destination, lease.owner, lease.epoch],
  );
};

export const releaseLease = (db: Queryable, lease: Lease): Promise<unknown> =>
  db.query(
    'update destination set owner = null, lease_until = null where id = $1 and owner = $2 and epoch = $3',
    [lease.destination, lease.owner, lease.epoch],
  );

export type CursorCommit = {
  readonly lease: Lease;
  readonly cursor: EventPosition;
  readonly done: readonly string[];
  readonly delivered: number;
  readonly failed: number;
  /** Null: as it was. */
  readonly parked: number | null;
  readonly lastDeliveredAt: Date | null;
  readonly report: DestinationReport | null;
  /** Where the replay that is under way stands. */
  readonly replay: { readonly id: string; readonly cursor: EventPosition } | null;
  readonly finishedReplay: { readonly id: string; readonly at: Date } | null;
};

/** Moves the cursor on, as the first statement of a commit. @returns false: another node has taken over. */
export const commitCursor = async (tx: Transaction, commit: CursorCommit): Promise<boolean> => {
  const { lease, cursor, report, replay, finishedReplay } = commit;
  const rows = await tx.query(
    `update destination set cursor_xid = $4::xid8, cursor_id = $5, done = $6, delivered = delivered + $7,
       failed = failed + $8, parked = coalesce($9, parked), last_delivered_at = coalesce($10, last_delivered_at),
       report = coalesce($11, report), report_since = coalesce($12, report_since),
       report_code = case when $11::text is null then report_code else $13 end,
       report_reason = case when $11::text is null then report_reason else $14 end
     where id = $1 and owner = $2 and epoch = $3 returning id`,
    [
      ...[lease.destination, lease.owner, lease.epoch, cursor.xid, cursor.id],
      ...[JSON.stringify(commit.done), commit.delivered, commit.failed, commit.parked],
      ...[commit.lastDeliveredAt, report?.state ?? null, report?.since ?? null],
      ...[report?.code ?? null, report?.reason ?? null],
    ],
  );
  if (rows.length === 0) return false;
  if (replay)
    await tx.query(
      'update destination_replay set cursor_xid = $2::xid8, cursor_id = $3 where id = $1',
      [replay.id, replay.cursor.xid, replay.cursor.id],
    );
  if (finishedReplay)
    await tx.query('update destination_replay set finished_at = $2 where id = $1', [
      finishedReplay.id,
      finishedReplay.at,
    ]);
  return true;
};
