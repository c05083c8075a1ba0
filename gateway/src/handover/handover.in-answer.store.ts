import type { Queryable } from '@tandem/kit';
import { hasSpokenSince } from '../conversations/index.ts';
import { findLastHandover } from './handover.store.ts';

/**
 * How many handovers in a row begin in answer to how the one before has ended, with one that begins so now: the customer
 * has said nothing in between.
 */
export const countInAnswer = async (db: Queryable, session: number): Promise<number> => {
  const last = await findLastHandover(db, session);
  if (!last || (await hasSpokenSince(db, session, last.request.transcript.upTo))) return 1;
  return (last.request.inAnswer ?? 0) + 1;
};
