import { oldBefore, type Sweep } from '@tandem/kit';

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
  readonly old: boolean;
  readonly kept: boolean;
};

/** The timeline of a conversation is read from its events: they stay as long as it does. */
const readSql = `select e.xid::text as xid, e.id, e.at < $3 as old, exists (
    select from conversation c
    where c.id = case when e.key like 'conversation:%' then substr(e.key, 14)::uuid end) as kept
  from event_log e where (e.xid, e.id) > ($1::xid8, $2::bigint)
    and e.xid < pg_snapshot_xmin(pg_current_snapshot())
  order by e.xid, e.id limit $4`;

/**
 * Old events. The tails of the nodes keep their place in memory and are seconds behind at most; what is open or not
 * yet readable stays.
 */
export const eventSweep = (days: number): Sweep => ({
  name: 'events',
  begin(now) {
    let place = { xid: '0', id: 0 };
    return async (tx) => {
      const read = await tx.query<Read>(readSql, [
        place.xid,
        place.id,
        oldBefore(now, days),
        rowsAtOnce,
      ]);
      const gone = read.filter(({ old, kept }) => old && !kept);
      await tx.query(
        `delete from event_log where (xid, id) in (select * from unnest($1::text[]::xid8[], $2::bigint[]))`,
        [gone.map(({ xid }) => xid), gone.map(({ id }) => id)],
      );
      const last = read.at(-1);
      place = last ?? place;
      // The log is in the order of time but for moments: behind a young event there is nothing old.
      return { removed: gone.length, more: read.length === rowsAtOnce && last?.old === true };
    };
  },
});
