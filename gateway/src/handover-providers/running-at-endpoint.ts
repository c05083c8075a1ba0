import type { Clock, Database } from '@tandem/kit';
import type { ChangeSession } from '../conversations/index.ts';
import type { RunningHandovers } from '../endpoints/index.ts';
import { closePlace, forsakeHandovers, withdrawHandovers } from '../handover/index.ts';
import {
  countRunning,
  countUnfinished,
  listSending,
  listUnfinished,
  type Page,
  type Whose,
} from './running.store.ts';

/** What endpoints may know of the handovers that run at them. */
export const createRunningHandovers = ({
  db,
  clock,
  change,
}: {
  readonly db: Database;
  readonly clock: Clock;
  readonly change: ChangeSession;
}): RunningHandovers => {
  const whoseOf = ({ org, id, own }: Parameters<RunningHandovers['end']>[0]): Whose => ({
    ...{ org, endpoint: id, own },
  });
  return {
    count: (tx, of) => countRunning(tx, whoseOf(of)),
    countUnfinished: (tx, of) => countUnfinished(tx, whoseOf(of)),
    close: ({ org, id }) => closePlace({ db, clock }, { kind: 'endpoint', org, id }),
    async end(of, { text, told, closed }) {
      const whose = whoseOf(of);
      const list = (page: Page) => listUnfinished(db, whose, page);
      await withdrawHandovers(change, { text, told, closed, list });
      const sending = (page: Page) => listSending(db, whose, page);
      if (!told) await forsakeHandovers(change, { closed, list: sending });
    },
  };
};
