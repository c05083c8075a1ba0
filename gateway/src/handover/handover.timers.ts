import { setTimers } from '@tandem/lanes';
import type { SessionUnit } from '../conversations/index.ts';
import type { Handover } from './handover.model.ts';

/** Times of handovers; each session has each of them once. */
export const handoverTimers = {
  /** The customer has waited long enough. */
  wait: 'handover.wait',
  /** The customer was silent for long. */
  idle: 'handover.idle',
  /** News of the queue that came too soon after the last. */
  queue: 'handover.queue',
  /** Nothing more was left. */
  form: 'handover.form',
} as const;

export type HandoverTimer = keyof typeof handoverTimers;

/** What a timer brings back: whose it is, and for which time it was set. */
export type TimerData = { readonly handover: number; readonly due: string };

/** Sets a timer in the transaction of the change; one that was set before is replaced. */
export const setHandoverTimer = async (
  { tx, session, now }: SessionUnit,
  { id }: Pick<Handover, 'id'>,
  { timer, ms }: { readonly timer: HandoverTimer; readonly ms: number },
): Promise<Date> => {
  const { org, part, id: lane } = session;
  const due = new Date(now.getTime() + ms);
  const data: TimerData = { handover: id, due: due.toISOString() };
  await setTimers(tx, [{ org, part, lane, name: handoverTimers[timer], due, data }]);
  return due;
};

export const cancelHandoverTimers = (
  { tx, session }: SessionUnit,
  timers: readonly HandoverTimer[],
): Promise<void> => {
  const { org, part, id: lane } = session;
  return setTimers(
    tx,
    timers.map((timer) => ({ org, part, lane, name: handoverTimers[timer], due: null })),
  );
};
