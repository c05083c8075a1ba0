import { lastSaidAt, type SessionUnit } from '../conversations/index.ts';
import type { Handover } from './handover.model.ts';
import { optionsOf } from './handover.says.ts';
import { updateHandover } from './handover.store.ts';
import { setHandoverTimer } from './handover.timers.ts';

const minuteMs = 60_000;

/** Begins to count how long the customer is silent, anew when something was said; `from` then, or now. */
export const watchIdle = async (
  unit: SessionUnit,
  handover: Handover,
  { warned = 0, from = unit.now }: { readonly warned?: number; readonly from?: Date } = {},
): Promise<void> => {
  const minutes = optionsOf(handover).inactivityMinutes;
  if (!minutes || handover.endedAt) return;
  const passedMs = unit.now.getTime() - from.getTime();
  const ms = minutes * minuteMs - passedMs;
  const due = await setHandoverTimer(unit, handover, { timer: 'idle', ms });
  const idle = { due: due.toISOString(), warned };
  await updateHandover(unit.tx, { id: handover.id, patch: { idle }, at: unit.now });
};

/** When the customer last said something since the time was set; null: nothing, though it may be nobody's turn yet. */
export const saidSince = async (
  { tx, session }: SessionUnit,
  handover: Handover,
): Promise<Date | null> => {
  const minutes = optionsOf(handover).inactivityMinutes;
  if (!minutes || !handover.idle) return null;
  const said = await lastSaidAt(tx, session.id);
  const setMs = Date.parse(handover.idle.due) - minutes * minuteMs;
  return said && said.getTime() > setMs ? said : null;
};
