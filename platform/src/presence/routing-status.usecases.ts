import type { Transaction } from '@tandem/kit';
import { appendEvents } from '../users/index.ts';
import {
  type AgentRecord,
  ensureAgent,
  findAgent,
  lockUsers,
  recount,
  writeStatus,
} from './agents.store.ts';
import {
  isOnQueue,
  mayTurn,
  onQueueStatus,
  type RoutingStatusName,
} from './routing-status.rules.ts';

export const routingStatusEvent = 'user.routingStatus';

type User = { readonly org: string; readonly userId: string };
type Turn = { readonly status: RoutingStatusName; readonly at: Date };

/** Writes the status and tells of it. Call it under the user's lock. */
export const turnStatus = async (
  tx: Transaction,
  { org, userId }: User,
  { from, status, at }: Turn & { readonly from: RoutingStatusName },
): Promise<void> => {
  if (from === status || !mayTurn(from, status)) return;
  await writeStatus(tx, { org, userId }, { status, at });
  await appendEvents(tx, org, [
    {
      type: routingStatusEvent,
      key: `user:${userId}`,
      data: { userId, status, startTime: at.toISOString() },
    },
  ]);
};

/** Puts a user on or off queue; who has conversations and goes on queue is interacting at once. */
export const setOnQueue = async (
  tx: Transaction,
  user: User,
  { onQueue, at }: { readonly onQueue: boolean; readonly at: Date },
): Promise<AgentRecord> => {
  await lockUsers(tx, user.org, [user.userId]);
  const agent = await ensureAgent(tx, user, at);
  const status = onQueue ? onQueueStatus(agent.active) : 'OFF_QUEUE';
  // Already there, in one form or the other.
  if (!(onQueue && isOnQueue(agent.status)))
    await turnStatus(tx, user, { from: agent.status, status, at });
  return (await findAgent(tx, user)) as AgentRecord;
};

/** An offer was not answered: no more offers until the agent says so. Call it under the user's lock. */
export const stopResponding = async (tx: Transaction, user: User, at: Date): Promise<void> => {
  const agent = await ensureAgent(tx, user, at);
  if (isOnQueue(agent.status))
    await turnStatus(tx, user, { from: agent.status, status: 'NOT_RESPONDING', at });
};

/**
 * Brings agents in line with their conversations after a change of these, in its transaction and under the users'
 * locks: number of places taken, and idle or interacting. Counting anew keeps a counter from ever drifting.
 */
export const settleAgents = async (
  tx: Transaction,
  org: string,
  { userIds, at }: { readonly userIds: readonly string[]; readonly at: Date },
): Promise<void> => {
  if (userIds.length === 0) return;
  const agents = await recount(tx, org, { userIds, at });
  for (const agent of agents.toSorted((a, b) => (a.userId < b.userId ? -1 : 1))) {
    if (!isOnQueue(agent.status)) continue;
    const status = onQueueStatus(agent.active);
    await turnStatus(tx, { org, userId: agent.userId }, { from: agent.status, status, at });
  }
};
