import type { TestEventRequest } from '@tandem/contract';
import { busErrors } from './bus.errors.ts';
import type { BusDeps, By } from './bus.model.ts';
import { type BusEventRow, lastEvents } from './bus-events.store.ts';
import { entryBytes, largestEntry, wrap } from './envelope.rules.ts';
import { findSource } from './partner-sources.store.ts';
import { lockedBus } from './partner-sources.usecases.ts';
import { type PublishDeps, publishEvents } from './publish.ts';

/**
 * Sends an event as if its source had: the rules see no difference.
 * @throws busErrors.notFound (404), eventTooLarge (400), sourceDeleted (409)
 */
export async function sendTestEvent(
  deps: Pick<BusDeps, 'db' | 'ids' | 'committed'> & PublishDeps,
  by: By,
  { busId, request }: { busId: string; request: TestEventRequest },
): Promise<BusEventRow> {
  const { org } = by.principal;
  const { row, work } = await deps.db.transaction(async (tx) => {
    const bus = await lockedBus(tx, org, busId);
    const source = await findSource(tx, org, { name: bus.name });
    if (source?.state !== 'ACTIVE') throw busErrors.sourceDeleted();
    const id = deps.ids.uuid();
    const envelope = wrap(source, { id, at: deps.clock.now(), ...request });
    const bytes = entryBytes(envelope);
    if (bytes > largestEntry)
      throw busErrors.eventTooLarge({ bytes: String(bytes), limit: String(largestEntry) });
    const events = [{ id, key: `test ${id}`, envelope }];
    const committed = await publishEvents(deps, tx, { source, bus, events });
    const { rows } = await lastEvents(tx, { org, source: bus.name, size: 1, offset: 0 });
    return { row: rows[0], work: committed };
  });
  deps.committed(work);
  if (!row) throw busErrors.notFound();
  return row;
}
