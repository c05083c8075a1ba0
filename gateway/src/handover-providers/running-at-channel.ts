import type { Clock, Database, Queryable } from '@tandem/kit';
import type { ChangeSession } from '../conversations/index.ts';
import { type ClosedPlace, closePlace, withdrawHandovers } from '../handover/index.ts';
import { countUnfinished, listUnfinished } from './running.store.ts';

type Of = { readonly org: string; readonly id: string };

/** What channels may know of the handovers of their customers. */
export type RunningAtChannel = {
  /** Open ones, and those in which somebody leaves a message: what is on its way to agents arrives by itself. */
  readonly count: (db: Queryable, of: Of) => Promise<number>;
  /** Ends them; the contact centre hears of it. `text` is why, for the timeline. */
  readonly end: (
    of: Of,
    how: { readonly text: string; readonly closed: ClosedPlace },
  ) => Promise<void>;
  /** Keeps others from beginning there until they may again. */
  readonly close: (of: Of) => Promise<ClosedPlace>;
};

export const createRunningAtChannel = ({
  db,
  clock,
  change,
}: {
  readonly db: Database;
  readonly clock: Clock;
  readonly change: ChangeSession;
}): RunningAtChannel => {
  const whoseOf = ({ org, id }: Of) => ({ org, channel: id });
  return {
    count: (tx, of) => countUnfinished(tx, whoseOf(of)),
    end: (of, how) =>
      withdrawHandovers(change, {
        ...{ ...how, told: true },
        list: (page) => listUnfinished(db, whoseOf(of), page),
      }),
    close: (of) => closePlace({ db, clock }, { kind: 'channel', ...of }),
  };
};
