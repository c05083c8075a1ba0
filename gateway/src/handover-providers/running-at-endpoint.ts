import type { Database } from '@tandem/kit';
import type { ChangeSession } from '../conversations/index.ts';
import type { RunningHandovers } from '../endpoints/index.ts';
import { forsakeHandovers, withdrawHandovers } from '../handover/index.ts';
import {
  countRunning,
  countUnfinished,
  listSending,
  listUnfinished,
  type Whose,
} from './running.store.ts';

/** What endpoints may know of the handovers that run at them. */
export const createRunningHandovers = ({
  db,
  change,
}: {
  readonly db: Database;
  readonly change: ChangeSession;
}): RunningHandovers => {
  const whoseOf = ({ org, id, own }: Parameters<RunningHandovers['end']>[0]): Whose => ({
    ...{ org, endpoint: id, own },
  });
  return {
    count: (tx, of) => countRunning(tx, whoseOf(of)),
    countUnfinished: (tx, of) => countUnfinished(tx, whoseOf(of)),
    async end(of) {
      const whose = whoseOf(of);
      await withdrawHandovers(change, {
        text: of.own
          ? 'The endpoint hands over to somewhere else now.'
          : 'The endpoint was deleted.',
        list: (page) => listUnfinished(db, whose, page),
      });
      await forsakeHandovers(change, (page) => listSending(db, whose, page));
    },
  };
};
