import { redrive } from '@tandem/lanes';
import { noteAct } from './bus.audit.ts';
import { busErrors } from './bus.errors.ts';
import { type BusDeps, type By, busDeliveryQueue } from './bus.model.ts';
import {
  type AttemptRow,
  type DeliveryRow,
  deadLettersOf,
  listAttempts,
  listDeliveries,
  markRedriven,
} from './deliveries.store.ts';
import { findBus } from './partner-sources.store.ts';
import { lockedBus } from './partner-sources.usecases.ts';

/** Dead letters put back at once; the rest waits for the next call. */
const mostAtOnce = 10_000;

const numberOf = (id: string): number | null => (/^\d{1,15}$/.test(id) ? Number(id) : null);

/** A delivery with its attempts. @throws busErrors.notFound (404) */
export async function readDelivery(
  { db }: Pick<BusDeps, 'db'>,
  { org, bus, id }: { org: string; bus: string; id: string },
): Promise<{ readonly delivery: DeliveryRow; readonly attempts: readonly AttemptRow[] }> {
  const number = numberOf(id);
  if (number === null || !(await findBus(db, org, { id: bus }))) throw busErrors.notFound();
  const { rows } = await listDeliveries(db, { org, bus, ids: [number] }, { size: 1, offset: 0 });
  const [delivery] = rows;
  if (!delivery) throw busErrors.notFound();
  return { delivery, attempts: await listAttempts(db, org, number) };
}

/**
 * Sends dead letters of a bus again, behind what waits in their lanes; others of the ids are left alone.
 * @returns how many were put back
 * @throws busErrors.notFound (404) if the bus, or a delivery, is none of the organisation's
 */
export async function redriveDeliveries(
  deps: Pick<BusDeps, 'db' | 'clock' | 'audit' | 'committed'>,
  by: By,
  { busId, deliveryIds }: { busId: string; deliveryIds: readonly string[] | undefined },
): Promise<number> {
  const { org } = by.principal;
  const ids = deliveryIds && [...new Set(deliveryIds)].map(numberOf);
  if (ids?.includes(null)) throw busErrors.notFound();
  const wanted = ids?.filter((id) => id !== null);
  const work = await deps.db.transaction(async (tx) => {
    const bus = await lockedBus(tx, org, busId);
    const filter = { org, bus: busId, ...(wanted ? { ids: wanted } : { state: 'dead' as const }) };
    const { rows } = await listDeliveries(tx, filter, { size: mostAtOnce, offset: 0 });
    if (wanted && rows.length < wanted.length) throw busErrors.notFound();
    const deliveries = rows.filter(({ state }) => state === 'dead').map(({ id }) => id);
    const letters = await deadLettersOf(tx, { org, queue: busDeliveryQueue, deliveries });
    const put = await redrive(tx, { org, ids: letters, clock: deps.clock });
    if (put.length === 0) return [];
    const back = put.map(({ payload }) => (payload as { delivery: number }).delivery);
    await markRedriven(tx, { org, now: deps.clock.now(), deliveries: back });
    await noteAct(deps, tx, {
      ...{ by, action: 'redrive', entity: { type: 'eventBus', id: busId, name: bus.name } },
      changes: { redriven: { to: put.length } },
    });
    return put;
  });
  deps.committed(work);
  return work.length;
}
