import {
  type Clock,
  createSweeper,
  type Database,
  type Log,
  oldBefore,
  type Sweep,
  type Sweeper,
} from '@tandem/kit';

const rowsAtOnce = 2_000;

/** By organisation, since the index by time begins with it. */
const removeSql = `delete from audit_log where (org, id) in (
    select l.org, l.id from organisation o cross join lateral (
      select org, id from audit_log where org = o.id and at < $1 order by at limit $2) l limit $2)
  returning 1`;

const auditSweep = (days: number): Sweep => ({
  name: 'auditLog',
  begin: (now) => async (tx) => {
    const gone = await tx.query(removeSql, [oldBefore(now, days), rowsAtOnce]);
    return { removed: gone.length, more: gone.length === rowsAtOnce };
  },
});

/**
 * Removes old entries of the audit log.
 * @param days how long they are kept; 0 keeps everything.
 */
export const createAuditRetention = (deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly days: number;
  readonly pauseMs?: number;
}): Sweeper => {
  const { days, ...rest } = deps;
  return createSweeper({ ...rest, sweeps: days > 0 ? [auditSweep(days)] : [] });
};
