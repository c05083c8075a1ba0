import { oldBefore, type Sweep, type SweepBatch } from '@tandem/kit';

/** Runs and rows a transaction removes. */
const runBounds = { runs: 50, rows: 2_000 };

const traceSql = `delete from automation_trace where ctid = any (array(
  select t.ctid from automation_trace t where t.run = any ($1::bigint[]) limit $2)) returning 1`;

const oldSql = `select r.id from automation_run r where r.ended_at < $1
    and not exists (select from lane_work w where w.lane = -r.id)
  order by r.ended_at limit $2 for update skip locked`;

/** Runs of automation flows that ended so long ago, with their traces. */
export const runSweep = (days: number, limits = runBounds): Sweep => ({
  name: 'executions',
  begin(now): SweepBatch {
    const before = oldBefore(now, days);
    return async (tx) => {
      const old = await tx.query<{ id: number }>(oldSql, [before, limits.runs]);
      const ids = old.map(({ id }) => id);
      if (ids.length === 0) return { removed: 0, more: false };
      const removed = await tx.query(traceSql, [ids, limits.rows]);
      // A long trace takes several rounds; the run goes with its last entries.
      if (removed.length === limits.rows) return { removed: 0, more: true };
      await tx.query('delete from automation_run where id = any ($1::bigint[])', [ids]);
      return { removed: ids.length, more: ids.length === limits.runs };
    };
  },
});

const eventsSql = `delete from event_log where (xid, id) in (
  select e.xid, e.id from event_log e, automation_reader r
  where (e.xid, e.id) <= (r.xid, r.id) and e.at < $1 order by e.xid, e.id limit $2) returning 1`;

/** Events of the bot side that triggers have read and that are as old. */
export const eventSweep = (days: number, limits = runBounds): Sweep => ({
  name: 'events',
  begin(now): SweepBatch {
    const before = oldBefore(now, days);
    return async (tx) => {
      const removed = (await tx.query(eventsSql, [before, limits.rows])).length;
      return { removed, more: removed === limits.rows };
    };
  },
});
