import type { ChangeSession, SessionUnit } from '../conversations/index.ts';
import type { TimerTaker } from '../timers/index.ts';
import { endHandover } from './handover.changes.ts';
import { closeForm } from './handover.fail-path.ts';
import { saidSince, watchIdle } from './handover.idle.ts';
import { type Handover, isWaiting } from './handover.model.ts';
import { tellQueue } from './handover.queue-news.ts';
import { optionsOf, sayInHandover } from './handover.says.ts';
import { findHandover } from './handover.store.ts';
import { ownTexts } from './handover.texts.ts';
import { type HandoverTimer, handoverTimers, type TimerData } from './handover.timers.ts';
import { waitsAnew } from './handover.wait.ts';

type Take = (unit: SessionUnit, handover: Handover, data: TimerData) => Promise<void>;

/** No agent came in time: the contact centre is told, and the handover goes its way without one. */
const stopWaiting: Take = async (unit, handover) => {
  if (!isWaiting(handover) || (await waitsAnew(unit))) return;
  const text = 'Nobody came in time.';
  await endHandover(unit, handover, { reason: 'noAgents', text, late: true, untold: true });
};

const warn = (unit: SessionUnit, handover: Handover): Promise<void> => {
  const text = optionsOf(handover).inactivityText ?? ownTexts(unit.session.locale).idle;
  return sayInHandover(unit, handover, { text });
};

/** The customer was silent: a warning, and after the last of them the end. One that was overtaken does nothing. */
const noticeIdle: Take = async (unit, handover, { due }) => {
  const { idle } = handover;
  if (handover.endedAt || idle?.due !== due) return;
  // A word counts from when it was stored, also where it still waits for what came before it.
  const from = await saidSince(unit, handover);
  if (from) return watchIdle(unit, handover, { from });
  const { inactivityWarnings = 1 } = optionsOf(handover);
  if (idle.warned < inactivityWarnings) {
    await warn(unit, handover);
    await watchIdle(unit, handover, { warned: idle.warned + 1 });
    return;
  }
  const text = 'The customer was silent.';
  await endHandover(unit, handover, { reason: 'timeout', text, untold: true });
};

const tellLater: Take = async (unit, handover) => {
  if (isWaiting(handover) && !handover.queueInfo?.inFlow) await tellQueue(unit, handover);
};

const takers: Readonly<Record<HandoverTimer, Take>> = {
  wait: stopWaiting,
  idle: noticeIdle,
  queue: tellLater,
  form: closeForm,
};

/** What happens when a time of a handover is up; it may come twice, and after it was cancelled. */
export const createHandoverTimers = ({
  change,
}: {
  readonly change: ChangeSession;
}): Readonly<Record<string, TimerTaker>> =>
  Object.fromEntries(
    (Object.keys(takers) as HandoverTimer[]).map((timer) => {
      const take: TimerTaker = async ({ lane, payload }) => {
        const data = payload.data as TimerData;
        await change(lane, async (unit) => {
          const handover = await findHandover(unit.tx, data.handover);
          if (handover) await takers[timer](unit, handover, data);
        });
      };
      return [handoverTimers[timer], take];
    }),
  );
