import type { Clock, Database, Transaction } from '@tandem/kit';
import type { ChangeSession } from '../conversations/index.ts';
import type { Act, NoteAudit } from '../endpoints/index.ts';
import { closePlace, withdrawHandovers } from '../handover/index.ts';
import { providerErrors } from './providers.errors.ts';
import { lockProvider, removeProvider } from './providers.store.ts';
import { inWords, noteOf, requireProvider, usesOfProvider } from './providers.usecases.ts';
import { countRunning, countUnfinished, listUnfinished } from './running.store.ts';

type DeleteDeps = {
  readonly db: Database;
  readonly audit: NoteAudit;
  readonly change: ChangeSession;
  readonly clock: Clock;
};

type Deletion = {
  readonly org: string;
  readonly id: string;
  readonly act: Act;
  /** What becomes of handovers that run: with `end` they end here, untold to the contact centre. */
  readonly running?: 'end' | undefined;
};

/** @throws providerErrors.notFound, used */
const requireUnused = async (db: Database | Transaction, of: Deletion) => {
  const provider = await requireProvider({ db }, of);
  const uses = await usesOfProvider(db, provider);
  if (uses.length > 0) throw providerErrors.used({ ...inWords(uses) });
  return provider;
};

/**
 * Deletes a provider that nobody uses. Where its contact centre is gone for good, what runs with it can end along with
 * it: open handovers and forms are ended, and what is on its way finds no provider any more and becomes a dead letter.
 * @throws providerErrors.notFound, used (409, names what uses it), running (409, says how many run)
 */
export const deleteProvider = async (
  { db, audit, change, clock }: DeleteDeps,
  asked: Deletion,
): Promise<void> => {
  const { org, id, act, running } = asked;
  await requireUnused(db, asked);
  const whose = { org, provider: id };
  const remove = (found: number) =>
    db.transaction(async (tx) => {
      await lockProvider(tx, org, id);
      const provider = await requireUnused(tx, asked);
      const left = await (running === 'end' ? countUnfinished : countRunning)(tx, whose);
      if (left > 0) throw providerErrors.running({ running: String(left) });
      await removeProvider(tx, org, id);
      const changes = found > 0 ? { changes: { running: { from: found, to: 0 } } } : {};
      await audit(tx, noteOf(provider, act, { action: 'delete', ...changes }));
    });
  if (running !== 'end') return remove(0);
  // Of handovers that begin meanwhile none refuses what others have ended for.
  const closed = await closePlace({ db, clock }, { kind: 'handover_provider', org, id });
  try {
    const found = await countRunning(db, whose);
    await withdrawHandovers(change, {
      text: 'The handover provider was deleted.',
      list: (page) => listUnfinished(db, whose, page),
      closed,
    });
    await remove(found);
  } finally {
    await closed.reopen();
  }
};
