import type { Sweep, SweepBatch } from '@tandem/kit';

/** Events of a bus, their deliveries and attempts. Those of archives are kept apart. */
const eventDays = 7;
/** Events that wait for a bus, or for its first rule. */
const keptDays = 14;
const batchRows = 1_000;

const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * 86_400_000);

const sweep = (name: string, sql: string, valuesOf: (now: Date) => readonly unknown[]): Sweep => ({
  name,
  begin(now): SweepBatch {
    return async (tx) => {
      const rows = await tx.query(sql, [...valuesOf(now), batchRows]);
      return { removed: rows.length, more: rows.length === batchRows };
    };
  },
});

/** What is old on the event buses. An event stays as long as a delivery of it is under way. */
export const busSweeps: readonly Sweep[] = [
  sweep(
    'bus deliveries',
    `with old as (
       select org, id from bus_delivery where created_at < $1 and state in ('delivered', 'dead') limit $2
     ), attempts as (
       delete from bus_attempt a using old where a.org = old.org and a.delivery = old.id
     )
     delete from bus_delivery d using old where d.org = old.org and d.id = old.id returning 1`,
    (now) => [daysBefore(now, eventDays)],
  ),
  sweep(
    'bus events',
    `delete from bus_event e using (
       select o.org, o.source, o.seq from bus_event o
       where o.received_at < $1 and (not o.kept or o.received_at < $2)
         and not exists (select from bus_delivery d where d.org = o.org and d.source = o.source and d.event = o.seq)
       limit $3
     ) old where e.org = old.org and e.source = old.source and e.seq = old.seq returning 1`,
    (now) => [daysBefore(now, eventDays), daysBefore(now, keptDays)],
  ),
  sweep(
    'archived events',
    `delete from archived_event e using (
       select o.org, o.archive, o.seq from archived_event o
       left join bus_archive a on a.org = o.org and a.id = o.archive
       where a.id is null or (a.retention_days > 0 and o.at < $1::timestamptz - a.retention_days * interval '1 day')
       limit $2
     ) old where e.org = old.org and e.archive = old.archive and e.seq = old.seq returning 1`,
    (now) => [now],
  ),
  sweep(
    'partner sources',
    `delete from partner_source s using (
       select org, id from partner_source where state = 'PENDING' and expires_at < $1 limit $2
     ) old where s.org = old.org and s.id = old.id returning 1`,
    // An expired source answers as one that is gone; the row goes later, so that the page can say why for a while.
    (now) => [daysBefore(now, 1)],
  ),
];
