import type { Clock, Database } from '@tandem/kit';
import type { ChangeSession } from '../conversations/index.ts';
import type { RunningHandovers } from '../endpoints/index.ts';
import {
  type ClosedPlace,
  closePlace,
  forsakeHandovers,
  withdrawHandovers,
} from '../handover/index.ts';
import {
  countRunning,
  countUnfinished,
  listSending,
  listUnfinished,
  type Page,
  type Whose,
} from './running.store.ts';

/** How long a contact centre has to take what is on its way to it, before nobody can tell it anything any more. */
const arrivesWithinMs = 10_000;
const lookMs = 50;

/** Waits until nothing is on its way to the agents, or for as long as whoever asked can be kept waiting. */
const untilArrived = async (
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  whose: Whose,
  closed: Pick<ClosedPlace, 'renew'>,
): Promise<void> => {
  const until = clock.monotonicMs() + arrivesWithinMs;
  while ((await countRunning(db, whose)) > 0 && clock.monotonicMs() < until) {
    await closed.renew();
    await clock.sleep(lookMs);
  }
};

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
    async end(of, { text, told, stays, closed }) {
      const whose = whoseOf(of);
      const list = (page: Page) => listUnfinished(db, whose, page);
      await withdrawHandovers(change, { text, told, closed, list });
      if (stays) return;
      if (told) await untilArrived({ db, clock }, whose, closed);
      const sending = (page: Page) => listSending(db, whose, page);
      await forsakeHandovers(change, { closed, list: sending });
    },
  };
};
