import { type Clock, createSweeper, type Database, type Log, type Sweeper } from '@tandem/kit';
import { deadLetterSweep } from '@tandem/lanes';
import { eventSweep, runSweep } from './runs.sweep.ts';
import { sessionSweep } from './sessions.sweep.ts';

/**
 * Removes chats and executions of flows with what belongs to them.
 * @param days how long chats are kept after their last message; 0 keeps everything.
 * @param deadLetterDays how long work that was given up is kept to be sent again; 0 (default) until it is.
 * @param executionDays how long executions, and events that triggers have read, are kept; 0 (default) for ever.
 */
export const createGatewayRetention = (deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly days: number;
  readonly executionDays?: number;
  readonly deadLetterDays?: number;
  readonly pauseMs?: number;
}): Sweeper => {
  const { days, executionDays = 0, deadLetterDays = 0, ...rest } = deps;
  const sweeps = [
    // First: a chat that waits for nothing else then goes in the same run.
    ...(deadLetterDays > 0 ? [deadLetterSweep(deadLetterDays, 'channel')] : []),
    ...(days > 0 ? [sessionSweep(days)] : []),
    ...(executionDays > 0 ? [runSweep(executionDays), eventSweep(executionDays)] : []),
  ];
  return createSweeper({ ...rest, sweeps });
};
