import type { Queryable } from '@tandem/kit';
import type { Handover } from './handover.model.ts';

/** What was asked of agents, and when. */
export type AskedAgents = Pick<Handover, 'request' | 'createdAt'>;

type Row = { session: number; request: Handover['request']; created_at: Date };

/** The last handover of each of the sessions that had one. */
export const findLastRequests = async (
  db: Queryable,
  sessions: readonly number[],
): Promise<ReadonlyMap<number, AskedAgents>> => {
  const rows = await db.call<Row>(
    'last_requests_of',
    'select session, request, created_at from last_requests_of($1)',
    [sessions],
  );
  return new Map(
    rows.map(({ session, request, created_at: createdAt }) => [session, { request, createdAt }]),
  );
};
