import type { DestinationRecord } from '../destination.types.ts';
import type { EventPosition } from '../log.ts';

/**
 * Whether a transaction was committed when a snapshot was taken, as PostgreSQL decides it.
 * @param snapshot `xmin:xmax:xip`, the text of a `pg_snapshot`
 */
const isIn = (snapshot: string, { xid }: EventPosition): boolean => {
  const [xmin = '0', xmax = '0', running = ''] = snapshot.split(':');
  const asked = BigInt(xid);
  if (asked < BigInt(xmin)) return true;
  return asked < BigInt(xmax) && !running.split(',').includes(xid);
};

/** Whether an event was there before its topic was chosen. */
export const isFromBefore = (
  { topicsFrom }: Pick<DestinationRecord, 'topicsFrom'>,
  { topic, position }: { readonly topic: string; readonly position: EventPosition },
): boolean => {
  const snapshot = topicsFrom[topic];
  return snapshot !== undefined && isIn(snapshot, position);
};
