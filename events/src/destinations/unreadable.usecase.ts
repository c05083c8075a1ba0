import { isDatabaseTrouble } from '@tandem/kit';
import type { OutgoingEvent } from './destination.model.ts';
import type { DestinationRecord } from './destination.types.ts';
import type { DestinationDeps } from './destinations.deps.ts';
import { readEvents } from './log.ts';
import { waitingUnreadable } from './store/index.ts';

/** What dead letters that could not be rendered have become, by the ids of their events. */
export type Reread = {
  readonly rendered: ReadonlyMap<string, readonly OutgoingEvent[]>;
  /** Those that cannot be rendered still, or are not in the log any more. */
  readonly unreadable: readonly string[];
};

const renderAgain = async (
  { db, render }: Pick<DestinationDeps, 'db' | 'render'>,
  { topics }: Pick<DestinationRecord, 'topics'>,
  { org, position: { xid, id } }: OutgoingEvent,
): Promise<readonly OutgoingEvent[] | null> => {
  const [found] = await readEvents({ db, org, after: { xid, id: id - 1 }, limit: 1 });
  if (found?.position.xid !== xid || found.position.id !== id) return null;
  try {
    return await render([found], new Set(topics));
  } catch (error) {
    if (isDatabaseTrouble(error)) throw error;
    return null;
  }
};

/**
 * Renders anew what could not be rendered when its turn came: a node that knows more, or has no fault any more, may be
 * able to. Of the event itself such a dead letter holds nothing that could be sent.
 * @param ids of events; null: all that wait
 * @throws when the database is in trouble: nothing is known of the events then
 */
export const rereadUnreadable = async (
  deps: Pick<DestinationDeps, 'db' | 'render'>,
  destination: Pick<DestinationRecord, 'id' | 'org' | 'topics'>,
  { ids, limit }: { readonly ids: readonly string[] | null; readonly limit: number },
): Promise<Reread> => {
  const which = { org: destination.org, destination: destination.id, ids, limit };
  const rendered = new Map<string, readonly OutgoingEvent[]>();
  const unreadable: string[] = [];
  for (const event of await waitingUnreadable(deps.db, which)) {
    const events = await renderAgain(deps, destination, event);
    if (events) rendered.set(event.id, events);
    else unreadable.push(event.id);
  }
  return { rendered, unreadable };
};
