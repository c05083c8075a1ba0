import { createHash } from 'node:crypto';
import { type Activity, directLineEvents } from '@tandem/contract';
import { derivedHex32 } from '@tandem/kit';
import { partitionCount } from '@tandem/lanes';
import type { NewActivity, ShownActivity } from './conversations.model.ts';

/** The partition of a session follows from its public id. */
export const partOf = (conversationId: string): number =>
  createHash('sha256').update(conversationId).digest().readUInt32BE() % partitionCount;

/** Id of an activity as Direct Line spells it: the conversation and the position in it. */
export const activityId = (conversationId: string, seq: number): string =>
  `${conversationId}|${String(seq).padStart(7, '0')}`;

/** The position an activity id stands for, or null. */
export const seqOfActivityId = (conversationId: string, id: string): number | null => {
  const [conversation, position] = id.split('|');
  if (conversation !== conversationId || !position || !/^\d{1,15}$/.test(position)) return null;
  return Number(position);
};

/** Id of an activity on the handover wire: the same after a crash, so that the other side knows a repeat. */
export const messageIdOf = (conversationId: string, seq: number): string =>
  derivedHex32('activity', conversationId, String(seq));

/** A watermark is the position of the last activity seen; anything else counts as "from the beginning". */
export const parseWatermark = (watermark: string | undefined): number =>
  watermark && /^\d{1,15}$/.test(watermark) ? Number(watermark) : 0;

/** A stored activity as clients see it. */
export const toActivityWire = (conversationId: string, stored: ShownActivity): Activity => ({
  ...stored.body,
  id: activityId(conversationId, stored.seq),
  timestamp: stored.createdAt.toISOString(),
  conversation: { id: conversationId },
});

/** Events that a channel may have a way to show. */
const shownEvents: ReadonlySet<string | undefined> = new Set([
  directLineEvents.handoffStatus,
  directLineEvents.queueUpdate,
  directLineEvents.agent,
  directLineEvents.ended,
]);

/** Whether an activity is for the customer to see. */
export const isForCustomer = ({ direction, body }: NewActivity): boolean =>
  direction !== 'user' &&
  (body.type === 'message' || (body.type === 'event' && shownEvents.has(body.name)));
