import type { ChangeSession, SessionUnit } from '../conversations/index.ts';
import { endHandover } from './handover.changes.ts';
import { withdrawForm } from './handover.fail-path.ts';
import { findHandover } from './handover.store.ts';

const batch = 100;

type Withdrawal = {
  /** Why, for the timeline. */
  readonly text: string;
  /** The handovers that are not over, by id, from behind `after` on. */
  readonly list: (page: {
    readonly after: number;
    readonly limit: number;
  }) => Promise<readonly { readonly id: number; readonly session: number }[]>;
};

const withdraw = async (unit: SessionUnit, id: number, text: string): Promise<void> => {
  const handover = await findHandover(unit.tx, id);
  if (!handover) return;
  if (handover.form) await withdrawForm(unit, handover);
  else await endHandover(unit, handover, { reason: 'provider', text });
};

/**
 * Ends handovers without a word to the contact centre: their customers are told what failed handovers say, and are
 * with the bot again. Each in a transaction of its own, so that a run that is cut short can be repeated.
 */
export const withdrawHandovers = async (
  change: ChangeSession,
  { text, list }: Withdrawal,
): Promise<void> => {
  let after = 0;
  for (;;) {
    const found = await list({ after, limit: batch });
    for (const { id, session } of found) await change(session, (unit) => withdraw(unit, id, text));
    const last = found.at(-1);
    if (!last || found.length < batch) return;
    after = last.id;
  }
};
