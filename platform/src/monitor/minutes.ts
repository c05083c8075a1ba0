import type { MinuteFigures } from '@tandem/contract';
import type { Queryable } from '@tandem/kit';

type Counts = Omit<MinuteFigures, 'at'>;

const minute = 60_000;
/** The longest series that can be asked for. */
const mostMinutes = 180;
/** Organisations whose minutes are kept; the one that was looked at first goes first. */
const mostOrgs = 200;
/** A minute is over for good when its last attempts have timed out and are committed. */
const settledAfter = 2 * minute;

const none: Counts = { inbound: 0, outbound: 0, delivered: 0, failed: 0 };

const countSql = `select minute, sum(inbound)::int as inbound, sum(outbound)::int as outbound,
    sum(delivered)::int as delivered, sum(failed)::int as failed
  from (
    select date_trunc('minute', at) as minute, count(*) filter (where direction = 'inbound') as inbound,
      count(*) filter (where direction = 'outbound') as outbound, 0 as delivered, 0 as failed
    from message where at >= $2 and at < $3 and org = $1 group by 1
    union all
    select date_trunc('minute', at), 0, 0, count(*) filter (where outcome = 'delivered'),
      count(*) filter (where outcome <> 'delivered')
    from delivery_attempt where at >= $2 and at < $3 and org = $1 group by 1
  ) found group by minute`;

const count = async (
  db: Queryable,
  org: string,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<Map<number, Counts>> => {
  const rows = await db.query<Counts & { minute: Date }>(countSql, [
    org,
    new Date(from),
    new Date(until),
  ]);
  return new Map(rows.map(({ minute: at, ...counts }) => [at.getTime(), counts]));
};

/**
 * Reads what happened by minute. Minutes that are over never change, so each is counted once a node: a page that asks
 * every few seconds costs the last two minutes, however much was sent in the hours before.
 */
export const createMinutes = (db: Queryable) => {
  const orgs = new Map<string, Map<number, Counts>>();
  const keptOf = (org: string): Map<number, Counts> => {
    const kept = orgs.get(org) ?? new Map<number, Counts>();
    orgs.set(org, kept);
    if (orgs.size > mostOrgs) orgs.delete(orgs.keys().next().value as string);
    return kept;
  };
  return async (org: string, now: Date, wanted: number): Promise<MinuteFigures[]> => {
    const kept = keptOf(org);
    const last = Math.floor(now.getTime() / minute) * minute;
    const starts = Array.from({ length: wanted }, (_, n) => last - (wanted - 1 - n) * minute);
    const from = starts.find((start) => !kept.has(start)) ?? last;
    const counted = await count(db, org, { from, until: last + minute });
    for (const start of starts)
      if (start >= from && start + minute + settledAfter <= now.getTime())
        kept.set(start, counted.get(start) ?? none);
    for (const start of kept.keys()) if (start <= last - mostMinutes * minute) kept.delete(start);
    return starts.map((start) => ({
      at: new Date(start).toISOString(),
      ...(counted.get(start) ?? kept.get(start) ?? none),
    }));
  };
};
