import { eventLogStart, eventsHeldBack, readEvents, type StoredEvent } from '@tandem/events';
import { type Database, systemClock } from '@tandem/kit';

/** Every event of an organisation, as soon as transactions of other tests on the server let it be read. */
export const wholeLog = async (db: Database, org: string): Promise<readonly StoredEvent[]> => {
  while (await eventsHeldBack(db)) await systemClock.sleep(5);
  return readEvents({ db, after: eventLogStart, limit: 1_000, org });
};
