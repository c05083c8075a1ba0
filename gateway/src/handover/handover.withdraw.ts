import type { Database } from '@tandem/kit';
import type { ChangeSession, SessionUnit } from '../conversations/index.ts';
import { endHandover } from './handover.changes.ts';
import { withdrawForm } from './handover.fail-path.ts';
import { findHandover, listUnfinished } from './handover.store.ts';

const batch = 100;
const text = 'The handover provider was deleted.';

const withdraw = async (unit: SessionUnit, id: number): Promise<void> => {
  const handover = await findHandover(unit.tx, id);
  if (!handover) return;
  if (handover.form) await withdrawForm(unit, handover);
  else await endHandover(unit, handover, { reason: 'provider', text });
};

/**
 * Ends what runs with a provider without a word to the contact centre: its customers are told what failed handovers
 * say, and are with the bot again. Each in a transaction of its own, so that a run that is cut short can be repeated.
 */
export const withdrawHandovers = async (
  { db, change }: { readonly db: Database; readonly change: ChangeSession },
  { org, id: providerId }: { readonly org: string; readonly id: string },
): Promise<void> => {
  let after = 0;
  for (;;) {
    const found = await listUnfinished(db, { org, providerId, after, limit: batch });
    for (const { id, session } of found) await change(session, (unit) => withdraw(unit, id));
    const last = found.at(-1);
    if (!last || found.length < batch) return;
    after = last.id;
  }
};
