import type { SessionUnit } from '../conversations/index.ts';
import { type Handover, isWaiting } from './handover.model.ts';
import { optionsOf } from './handover.says.ts';
import { cancelHandoverTimers, handoverTimers, setHandoverTimer } from './handover.timers.ts';

/** Begins to count how long the customer waits for an agent. */
export const watchWait = async (unit: SessionUnit, handover: Handover): Promise<void> => {
  const { waitSeconds } = optionsOf(handover);
  if (waitSeconds)
    await setHandoverTimer(unit, handover, { timer: 'wait', ms: waitSeconds * 1000 });
};

/** An agent who comes ends the waiting; whoever is transferred begins to wait anew. */
export const followWait = async (
  unit: SessionUnit,
  before: Handover,
  after: Handover,
): Promise<void> => {
  const waits = isWaiting(after);
  if (after.endedAt || isWaiting(before) === waits || !optionsOf(after).waitSeconds) return;
  if (waits) await watchWait(unit, after);
  else await cancelHandoverTimers(unit, ['wait']);
};

/** Whether the time was set anew while the one before was already on its way here. */
export const waitsAnew = async ({ tx, session }: SessionUnit): Promise<boolean> =>
  (
    await tx.query('select from lane_timer where lane = $1 and name = $2', [
      session.id,
      handoverTimers.wait,
    ])
  ).length > 0;
