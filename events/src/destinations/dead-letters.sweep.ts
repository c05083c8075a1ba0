import { oldBefore, type Sweep } from '@tandem/kit';

const rowsAtOnce = 1_000;

/**
 * Removes dead letters of event destinations so many days after they died, whether or not they were sent again, and
 * counts those that were not.
 * @param days 1 or more
 */
export const deadLetterSweep = (days: number): Sweep => ({
  name: 'eventDeadLetters',
  begin: (now) => async (tx) => {
    const [gone] = await tx.query<{ removed: number }>(
      `with old as (
         select destination, event_id from destination_dead_letter where died_at < $1
         order by died_at limit $2 for update skip locked
       ), gone as (
         delete from destination_dead_letter x using old
         where x.destination = old.destination and x.event_id = old.event_id
         returning x.destination, x.redriven_at is null as unsent
       ), counted as (
         update destination d set expired = d.expired + g.unsent
         from (select destination, count(*) filter (where unsent) as unsent from gone group by destination) g
         where d.id = g.destination and g.unsent > 0
       )
       select count(*) as removed from gone`,
      [oldBefore(now, days), rowsAtOnce],
    );
    const removed = gone?.removed ?? 0;
    return { removed, more: removed === rowsAtOnce };
  },
});
