import type { Queryable } from '@tandem/kit';
import { findDeliveries, loadDeliveries } from './deliveries.store.ts';
import type { CurrentDelivery, DeliveryKey, LoadedDelivery } from './deliveries.types.ts';

const rowId = /^\d{1,15}$/;

/** Rows of the lane that ids speak of; other texts name nothing. */
export const worksOf = (deliveryIds: readonly string[]): number[] =>
  deliveryIds.filter((id) => rowId.test(id)).map(Number);

/** Deliveries of one conversation that are looked through for the one that was redriven. */
const mostOfConversation = 10_000;

type Earlier = DeliveryKey & { readonly conversation: string; readonly thread: number };

/** A delivery by the id it had before it was redriven. */
const findSuccessor = async (
  db: Queryable,
  org: string,
  work: number,
): Promise<CurrentDelivery | undefined> => {
  const [earlier] = await db.query<Earlier>(
    `select a.message, a.kind, a.receipt_status as "receiptStatus", a.conversation, c.thread
     from delivery_attempt a join conversation c on c.id = a.conversation
     where a.org = $1 and a.work = $2 limit 1`,
    [org, work],
  );
  if (!earlier) return undefined;
  const { conversation, thread: lane } = earlier;
  const found = await findDeliveries(db, { org, conversation, lane }, mostOfConversation);
  return found.findLast(
    ({ message, kind, receiptStatus }) =>
      message === earlier.message &&
      kind === earlier.kind &&
      receiptStatus === earlier.receiptStatus,
  );
};

/** A delivery with its request and every try; null if the organisation has none of that id. */
export const findDelivery = async (
  db: Queryable,
  org: string,
  deliveryId: string,
): Promise<LoadedDelivery | null> => {
  const [work] = worksOf([deliveryId]);
  if (work === undefined) return null;
  const [found] = await findDeliveries(db, { org, works: [work] }, 1);
  const row = found ?? (await findSuccessor(db, org, work));
  const [loaded] = await loadDeliveries(db, org, { rows: row ? [row] : [], bodies: true });
  return loaded ?? null;
};
