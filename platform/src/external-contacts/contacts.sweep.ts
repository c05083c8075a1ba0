import { oldBefore, type Sweep } from '@tandem/kit';

const rowsAtOnce = 500;

/** A contact is noted as seen once a day at most. */
export const seenEveryDays = 1;

/**
 * Contacts that nobody keeps by hand, some time after the last message of the customer. One that became part of another
 * goes with that one.
 */
export const contactSweep = (days: number): Sweep => ({
  name: 'contacts',
  begin: (now) => async (tx) => {
    const gone = await tx.query(
      `delete from external_contact c using (
         select org, id from external_contact where type = 'Ephemeral' and merged_to is null and coalesce(seen_at, modified_at) < $1
         order by coalesce(seen_at, modified_at) limit $2 for update skip locked) old
       where c.org = old.org and c.id = old.id returning c.id`,
      [oldBefore(now, days + seenEveryDays), rowsAtOnce],
    );
    return { removed: gone.length, more: gone.length === rowsAtOnce };
  },
});
