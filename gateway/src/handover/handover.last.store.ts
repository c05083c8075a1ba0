import type { Queryable } from '@tandem/kit';
import type { Handover } from './handover.model.ts';

/** What was asked of agents, when, and how far it is. */
export type AskedAgents = Pick<Handover, 'request' | 'createdAt' | 'state'>;

type Row = Pick<Handover, 'request' | 'state'> & { session: number; created_at: Date };

/** The last handover of each of the sessions that had one. */
export const findLastRequests = async (
  db: Queryable,
  sessions: readonly number[],
): Promise<ReadonlyMap<number, AskedAgents>> => {
  const rows = await db.call<Row>(
    'last_requests_of',
    'select session, request, created_at, state from last_requests_of($1)',
    [sessions],
  );
  return new Map(
    rows.map(({ session, created_at: createdAt, ...row }) => [
      session,
      { request: row.request, state: row.state, createdAt },
    ]),
  );
};
