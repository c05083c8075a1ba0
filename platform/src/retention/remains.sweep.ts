import { isAhead, type LogLoss, type LogReader, logReaders, noteLosses } from '@tandem/events';
import { oldBefore, type Sweep, type Transaction } from '@tandem/kit';

const rowsAtOnce = 5_000;

/** Dead letters that were sent again long ago. */
export const deadLetterSweep = (days: number): Sweep => ({
  name: 'deadLetters',
  begin: (now) => async (tx) => {
    const gone = await tx.query(
      `delete from dead_letter where id = any (array(
         select id from dead_letter where redriven_at < $1 limit $2)) returning 1`,
      [oldBefore(now, days), rowsAtOnce],
    );
    return { removed: gone.length, more: gone.length === rowsAtOnce };
  },
});

type Read = {
  readonly xid: string;
  readonly id: number;
  readonly org: string;
  readonly at: Date;
  readonly old: boolean;
  /** So old that it is not kept for a destination any more. */
  readonly tooOld: boolean;
  readonly kept: boolean;
};

/** The timeline of a conversation is read from its events: they stay as long as it does. */
const readSql = `select e.xid::text as xid, e.id, e.org, e.at, e.at < $3 as old, e.at < $5 as "tooOld", exists (
    select from conversation c
    where c.id = case when e.key like 'conversation:%' then substr(e.key, 14)::uuid end) as kept
  from event_log e where (e.xid, e.id) > ($1::xid8, $2::bigint)
    and e.xid < pg_snapshot_xmin(pg_current_snapshot())
  order by e.xid, e.id limit $4`;

type Removal = { readonly gone: readonly Read[]; readonly losses: readonly LogLoss[] };

/** What of a page may go, and who loses something by it. */
const removalOf = (read: readonly Read[], readers: readonly LogReader[]): Removal => {
  const gone: Read[] = [];
  const lost = new Map<LogReader, Read[]>();
  const byOrg = Map.groupBy(readers, ({ org }) => org);
  for (const event of read) {
    if (!event.old || event.kept) continue;
    const waiting = (byOrg.get(event.org) ?? []).filter((reader) => isAhead(reader, event));
    if (waiting.length > 0 && !event.tooOld) continue;
    gone.push(event);
    for (const reader of waiting) {
      const events = lost.get(reader) ?? [];
      events.push(event);
      lost.set(reader, events);
    }
  }
  const losses = [...lost].map(([{ destination, org }, events]) => {
    const times = events.map(({ at }) => at.getTime());
    return {
      ...{ destination, org, events: events.length },
      firstAt: new Date(Math.min(...times)),
      lastAt: new Date(Math.max(...times)),
    };
  });
  return { gone, losses };
};

const remove = async (tx: Transaction, { gone, losses }: Removal, now: Date) => {
  await tx.query(
    `delete from event_log where (xid, id) in (select * from unnest($1::text[]::xid8[], $2::bigint[]))`,
    [gone.map(({ xid }) => xid), gone.map(({ id }) => id)],
  );
  await noteLosses(tx, losses, now);
};

/**
 * Old events. The tails of the nodes keep their place in memory and are seconds behind at most; what is open or not
 * yet readable stays. What a destination has still to look at is kept for it, up to `backlogDays` more; then it goes
 * and the destination says so.
 */
export const eventSweep = (days: number, backlogDays: number): Sweep => ({
  name: 'events',
  begin(now) {
    let place = { xid: '0', id: 0 };
    return async (tx) => {
      const read = await tx.query<Read>(readSql, [
        place.xid,
        place.id,
        oldBefore(now, days),
        rowsAtOnce,
        oldBefore(now, days + backlogDays),
      ]);
      const removal = removalOf(read, await logReaders(tx));
      await remove(tx, removal, now);
      const last = read.at(-1);
      place = last ?? place;
      // The log is in the order of time but for moments: behind a young event there is nothing old.
      return {
        removed: removal.gone.length,
        more: read.length === rowsAtOnce && last?.old === true,
      };
    };
  },
});
