import { eventDeadLetterSweep } from '@tandem/events';
import { type Clock, createSweeper, type Database, type Log, type Sweeper } from '@tandem/kit';
import { deadLetterSweep as laneDeadLetterSweep } from '@tandem/lanes';
import { contactSweep } from '../external-contacts/index.ts';
import { conversationSweep } from './conversations.sweep.ts';
import { deadLetterSweep, eventSweep } from './remains.sweep.ts';

/**
 * Removes ended conversations and what belongs to them, and contacts nobody keeps by hand.
 * @param days how long they are kept after their end; 0 keeps everything.
 * @param deadEventDays how long events are kept that a destination has refused for good, whatever `days` is, but no
 * longer than that; 30 when left out, 0 as long as `days` says.
 * @param deadLetterDays how long work that was given up is kept to be sent again; 0 (default) until it is.
 * @param backlogDays how much longer events are kept that a destination has still to look at; 30 when left out.
 */
export const createPlatformRetention = (deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly days: number;
  readonly backlogDays?: number;
  readonly deadEventDays?: number;
  readonly deadLetterDays?: number;
  readonly pauseMs?: number;
}): Sweeper => {
  const { days, backlogDays = 30, deadEventDays = 30, deadLetterDays = 0, ...rest } = deps;
  const limits = [days, deadEventDays].filter((limit) => limit > 0);
  const dead = limits.length > 0 ? [eventDeadLetterSweep(Math.min(...limits))] : [];
  const sweeps = [
    conversationSweep(days),
    contactSweep(days),
    deadLetterSweep(days),
    eventSweep(days, backlogDays),
  ];
  // First: a conversation that waits for nothing else then goes in the same run.
  const letters = deadLetterDays > 0 ? [laneDeadLetterSweep(deadLetterDays, 'channel')] : [];
  return createSweeper({ ...rest, sweeps: [...letters, ...(days > 0 ? sweeps : []), ...dead] });
};
