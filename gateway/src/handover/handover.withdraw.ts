import type { ChangeSession, SessionUnit } from '../conversations/index.ts';
import { endHandover } from './handover.changes.ts';
import { withdrawForm } from './handover.fail-path.ts';
import type { ClosedPlace } from './handover.places.ts';
import { findHandover, updateHandover } from './handover.store.ts';

const batch = 100;

/** Handovers by id, from behind `after` on. */
type List = (page: {
  readonly after: number;
  readonly limit: number;
}) => Promise<readonly { readonly id: number; readonly session: number }[]>;

type Withdrawal = {
  /** Why, for the timeline. */
  readonly text: string;
  /** The handovers that are not over. */
  readonly list: List;
  /** The contact centre is still there, and hears that they are over. */
  readonly told?: boolean;
  /** Where none begins meanwhile. */
  readonly closed: Pick<ClosedPlace, 'renew'>;
};

const withdraw = async (
  unit: SessionUnit,
  id: number,
  { text, told = false }: Pick<Withdrawal, 'text' | 'told'>,
): Promise<void> => {
  const handover = await findHandover(unit.tx, id);
  if (!handover) return;
  if (handover.form) return withdrawForm(unit, handover);
  const reason = told ? 'system' : 'provider';
  await endHandover(unit, handover, { reason, text, untold: told });
  if (!told) await forsake(unit, id);
};

const forsake = ({ tx, now }: SessionUnit, id: number) =>
  updateHandover(tx, { id, patch: { forsaken: true }, at: now });

/** Each in a transaction of its own, so that a run that is cut short can be repeated. */
const forEach = async (
  change: ChangeSession,
  { list, closed }: Pick<Withdrawal, 'list' | 'closed'>,
  act: (unit: SessionUnit, id: number) => Promise<unknown>,
): Promise<void> => {
  let after = 0;
  for (;;) {
    const found = await list({ after, limit: batch });
    for (const { id, session } of found) {
      await closed.renew();
      await change(session, (unit) => act(unit, id));
    }
    const last = found.at(-1);
    if (!last || found.length < batch) return;
    after = last.id;
  }
};

/** Ends handovers: their customers are told so, and are with the bot again. */
export const withdrawHandovers = (change: ChangeSession, withdrawal: Withdrawal): Promise<void> =>
  forEach(change, withdrawal, (unit, id) => withdraw(unit, id, withdrawal));

/**
 * For handovers that are over but have something on its way to agents: it goes nowhere any more. Ids of one contact
 * centre name something else in another. Why they ended stays as it is: who has left is not spoken to.
 */
export const forsakeHandovers = (
  change: ChangeSession,
  of: Pick<Withdrawal, 'list' | 'closed'>,
): Promise<void> => forEach(change, of, forsake);
