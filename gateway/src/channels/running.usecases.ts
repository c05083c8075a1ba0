import type { RunningQuery } from '@tandem/contract';
import type { Database, Transaction } from '@tandem/kit';
import type { RunningAtChannel } from '../handover-providers/index.ts';
import { channelErrors } from './channels.errors.ts';
import type { Channel } from './channels.model.ts';
import { lockChannel } from './channels.store.ts';

type Deps = { readonly db: Database; readonly running: RunningAtChannel };

type Way = Pick<Channel, 'org' | 'id'> & {
  /** Why handovers end with the change, for the timeline; null: it is in nobody's way. */
  readonly why: string | null;
  /** What becomes of handovers of its customers; left out: they stand in the way. */
  readonly running?: RunningQuery['running'];
  /** Throws where the change is refused whatever runs: nobody loses an agent for that. */
  readonly check?: () => Promise<void>;
};

/** Why handovers would end with the change of a channel; null: they do not. */
export const leftBehind = (
  before: Pick<Channel, 'endpointId' | 'active'>,
  after: Pick<Channel, 'endpointId' | 'active'>,
): string | null => {
  if (before.endpointId !== after.endpointId) return 'The channel belongs to another endpoint now.';
  return before.active && !after.active ? 'The channel was switched off.' : null;
};

/**
 * Runs a change in a transaction in which no handover of the channel's customers is in its way and none begins; where
 * that is asked for, those that run are ended before.
 * @throws channelErrors.running (409, says how many run)
 */
export const withoutRunning = async <Result>(
  { db, running: handovers }: Deps,
  { org, id, why, running, check }: Way,
  run: (tx: Transaction, ended: number) => Promise<Result>,
): Promise<Result> => {
  if (why === null) return db.transaction((tx) => run(tx, 0));
  const of = { org, id };
  const change = (ended: number) =>
    db.transaction(async (tx) => {
      await lockChannel(tx, org, id);
      const left = await handovers.count(tx, of);
      if (left > 0) throw channelErrors.running({ running: String(left) });
      return run(tx, ended);
    });
  if (running !== 'end') return change(0);
  const closed = await handovers.close(of);
  try {
    // Not before: whoever is about to change the channel is waited for.
    await check?.();
    const found = await handovers.count(db, of);
    await handovers.end(of, { text: why, closed });
    return await change(found);
  } finally {
    await closed.reopen();
  }
};
