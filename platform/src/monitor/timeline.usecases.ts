import type { MonitorEntry } from '@tandem/contract';
import { queueNames } from '../routing/index.ts';
import { findThread } from '../threads/index.ts';
import { isUuid } from './conversation-id.rules.ts';
import { findDeliveries, loadDeliveries } from './deliveries.store.ts';
import { inOrder } from './hop.ts';
import type { MonitorDeps } from './monitor.deps.ts';
import { participantHops } from './participant-hops.rules.ts';
import { deliveryHops, eventHops, messageHops } from './timeline.rules.ts';
import {
  mostEntries,
  timelineEvents,
  timelineMessages,
  timelineParticipants,
} from './timeline.store.ts';

/**
 * Every hop of a conversation in order: messages with their bodies, flow, queue and agents, receipts, and deliveries
 * with each try. Null if the organisation has no such conversation.
 */
export const readTimeline = async (
  { db }: MonitorDeps,
  org: string,
  conversationId: string,
): Promise<MonitorEntry[] | null> => {
  const thread = isUuid(conversationId) ? await findThread(db, org, conversationId) : null;
  if (thread === null) return null;
  const where = { org, conversation: conversationId.toLowerCase(), thread };
  const [messages, events, participants, current] = await Promise.all([
    timelineMessages(db, where),
    timelineEvents(db, where),
    timelineParticipants(db, where),
    findDeliveries(db, { org, conversation: where.conversation, lane: thread }, mostEntries),
  ]);
  const deliveries = await loadDeliveries(db, org, { rows: current, bodies: true });
  const ids = participants.map(({ queueId }) => queueId).filter((id) => id !== null);
  const queues = await queueNames(db, org, [...new Set(ids)]);
  return inOrder([
    ...messageHops(messages, events),
    ...participantHops(participants, { queue: (id) => queues.get(id) ?? id }),
    ...eventHops(events),
    ...deliveryHops(deliveries),
  ]);
};
