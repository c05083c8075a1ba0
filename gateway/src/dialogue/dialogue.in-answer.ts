import type { Queryable } from '@tandem/kit';
import { countInAnswer, isEndStatus } from '../handover/index.ts';
import type { Turn } from './dialogue.turn.ts';

/**
 * How many handovers may begin in a row in answer to how the one before has ended, while the customer says nothing. A
 * bot hands over once more, such as to whom an agent has sent the customer. A flow may try one queue after the other as
 * its author has drawn it, and goes in circles beyond that.
 */
export const mostInAnswer = { bot: 1, flow: 10 } as const;

/**
 * Which one in a row a handover would be that begins in this turn; 0 where it begins in answer to no other. A flow may
 * close one that is open, and begin the next in answer to how it went.
 */
export const inAnswerOf = async (
  db: Queryable,
  { session, input }: Pick<Turn, 'session' | 'input'>,
): Promise<number> => (input.kind === 'handover' ? countInAnswer(db, session.id) : 0);

/**
 * Whether the bot may call agents now. Not in answer to nobody having come: the next handover would fail alike. To any
 * other end once: a bot that always does so would go on without end while the customer says nothing.
 */
export const mayHandOver = async (
  db: Queryable,
  { endpoint, session, input }: Pick<Turn, 'endpoint' | 'session' | 'input'>,
): Promise<boolean> => {
  if (endpoint.handover === null) return false;
  if (input.kind === 'handover' && input.status === 'error') return false;
  if (input.kind === 'handover' && !isEndStatus(input.status)) return true;
  return (await inAnswerOf(db, { session, input })) <= mostInAnswer.bot;
};
