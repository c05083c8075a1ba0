import { oldBefore, type Sweep, type Transaction } from '@tandem/kit';

const rowsAtOnce = 1_000;

/**
 * Removes some of one destination. Its row is locked before its dead letters, as whoever sends does: neither waits for
 * the other in a circle.
 */
const removeSome = async (tx: Transaction, destination: string, before: Date): Promise<number> => {
  const [gone] = await tx.query<{ removed: number; unsent: number }>(
    `with old as (
       select event_id from destination_dead_letter where destination = $1 and died_at < $2
       order by died_at limit $3 for update skip locked
     ), gone as (
       delete from destination_dead_letter x using old
       where x.destination = $1 and x.event_id = old.event_id
       returning x.redriven_at is null as unsent
     )
     select count(*) as removed, count(*) filter (where unsent) as unsent from gone`,
    [destination, before, rowsAtOnce],
  );
  const { removed, unsent } = gone ?? { removed: 0, unsent: 0 };
  if (unsent > 0)
    await tx.query('update destination set expired = expired + $2 where id = $1', [
      destination,
      unsent,
    ]);
  return removed;
};

/**
 * Removes dead letters of event destinations so many days after they died, whether or not they were sent again, and
 * counts those that were not.
 * @param days 1 or more
 */
export const deadLetterSweep = (days: number): Sweep => ({
  name: 'eventDeadLetters',
  begin: (now) => async (tx) => {
    const before = oldBefore(now, days);
    const [oldest] = await tx.query<{ destination: string }>(
      'select destination from destination_dead_letter where died_at < $1 order by died_at limit 1',
      [before],
    );
    if (!oldest) return { removed: 0, more: false };
    const { destination } = oldest;
    const held = await tx.query('select id from destination where id = $1 for no key update', [
      destination,
    ]);
    // Removed a moment ago, with all that it left.
    if (held.length === 0) return { removed: 0, more: true };
    const removed = await removeSome(tx, destination, before);
    return { removed, more: removed > 0 };
  },
});
