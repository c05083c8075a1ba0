import type { SessionUnit } from '../conversations/index.ts';
import type { Handover } from './handover.model.ts';
import { optionsOf } from './handover.says.ts';
import { updateHandover } from './handover.store.ts';
import { setHandoverTimer } from './handover.timers.ts';

const minuteMs = 60_000;

/** Begins to count how long the customer is silent, anew when something was said. */
export const watchIdle = async (
  unit: SessionUnit,
  handover: Handover,
  warned = 0,
): Promise<void> => {
  const minutes = optionsOf(handover).inactivityMinutes;
  if (!minutes || handover.endedAt) return;
  const due = await setHandoverTimer(unit, handover, { timer: 'idle', ms: minutes * minuteMs });
  const idle = { due: due.toISOString(), warned };
  await updateHandover(unit.tx, { id: handover.id, patch: { idle }, at: unit.now });
};
