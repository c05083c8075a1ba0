import type { EffectQueue, Work } from '@tandem/lanes';

/** Takes a timer that is due; it may come twice, and after it was cancelled. */
export type TimerTaker = (
  work: Work<{ readonly timer: string; readonly data: unknown }>,
) => Promise<void>;

export const timersQueueName = 'gateway.timers';

/** Due timers of all lanes of the gateway, handed on by the name they were set under. */
export const createTimersQueue = (takers: Readonly<Record<string, TimerTaker>>): EffectQueue => ({
  name: timersQueueName,
  mode: 'effect',
  retry: (failures) => (failures > 100 ? null : Math.min(1_000 * failures, 30_000)),
  destination: ({ payload }) => (payload as { timer: string }).timer,
  maxInFlightPerDestination: 4,
  async run(work) {
    const { timer } = work.payload as { timer: string };
    const take = Object.hasOwn(takers, timer) ? takers[timer] : undefined;
    if (!take) return { kind: 'dead', reason: `nobody knows the timer ${timer}` };
    await take(work as Parameters<TimerTaker>[0]);
    return { kind: 'done' };
  },
});
