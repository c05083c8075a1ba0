import { type Clock, createSweeper, type Database, type Log, type Sweeper } from '@tandem/kit';
import { sessionSweep } from './sessions.sweep.ts';

/**
 * Removes chats and what belongs to them.
 * @param days how long they are kept after their last message; 0 keeps everything.
 */
export const createGatewayRetention = (deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly days: number;
  readonly pauseMs?: number;
}): Sweeper => {
  const { days, ...rest } = deps;
  return createSweeper({ ...rest, sweeps: days > 0 ? [sessionSweep(days)] : [] });
};
