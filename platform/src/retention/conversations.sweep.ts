import { oldBefore, type Sweep, type SweepBatch } from '@tandem/kit';
import {
  endedBefore,
  firstPlace,
  lockGoing,
  nextOrganisation,
  type Place,
  removeConversations,
} from './conversations.store.ts';

/** Conversations and rows a transaction removes: their threads are locked as long as it runs. */
export const bounds = { conversations: 25, rows: 2_000 };

/** Ended conversations with all that belongs to them, organisation by organisation, the oldest first. */
export const conversationSweep = (days: number, limits = bounds): Sweep => ({
  name: 'conversations',
  begin(now): SweepBatch {
    const before = oldBefore(now, days);
    let org: string | null = null;
    let place: Place = firstPlace;
    return async (tx) => {
      org ??= await nextOrganisation(tx, null);
      if (org === null) return { removed: 0, more: false };
      const candidates = await endedBefore(tx, {
        org,
        before,
        after: place,
        limit: limits.conversations,
      });
      const going = await lockGoing(tx, candidates, before);
      const whole = await removeConversations(tx, going, limits.rows);
      // What is left of these is taken by the next batch.
      if (!whole) return { removed: 0, more: true };
      const last = candidates.at(-1);
      const finished = candidates.length < limits.conversations;
      const next: string | null = finished ? await nextOrganisation(tx, org) : org;
      place = finished || !last ? firstPlace : last;
      if (next !== null) org = next;
      return { removed: going.conversations.length, more: next !== null };
    };
  },
});
