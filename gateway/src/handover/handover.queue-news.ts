import type { SessionUnit } from '../conversations/index.ts';
import type { HandlingOptions } from '../handling/index.ts';
import { queueUpdate } from './handover.events.ts';
import { isEndStatus, isOpen } from './handover.machine.ts';
import { type Handover, isWaiting, type QueueInfo } from './handover.model.ts';
import { optionsOf, sayOption } from './handover.says.ts';
import { queueNews } from './handover.steps.ts';
import { updateHandover } from './handover.store.ts';
import { setHandoverTimer } from './handover.timers.ts';
import type { HandoverNews } from './handover.work.ts';

const isInFlow = (info: QueueInfo | null): boolean => info?.inFlow === true;

const sameInfo = (a: QueueInfo | null, b: QueueInfo | null): boolean =>
  a?.position === b?.position &&
  a?.estimatedWaitSeconds === b?.estimatedWaitSeconds &&
  isInFlow(a) === isInFlow(b);

/** A flow talks with the customer: what was told of the queue is void until the customer is seen in one. */
export const leaveToFlow = async (unit: SessionUnit, handover: Handover): Promise<void> => {
  if (!isOpen(handover.state) || !isWaiting(handover)) return;
  const queueInfo = { position: null, estimatedWaitSeconds: null, inFlow: true };
  await updateHandover(unit.tx, { id: handover.id, patch: { queueInfo }, at: unit.now });
};

const beyond = (value: number | null, most: number | undefined): boolean =>
  value !== null && most !== undefined && value > most;

/** Whether the numbers are larger than what the customer is told. */
const isTooLong = (
  { queueMaxPosition, queueMaxMinutes }: HandlingOptions,
  { position, estimatedWaitSeconds }: QueueInfo,
): boolean =>
  beyond(position, queueMaxPosition) ||
  beyond(estimatedWaitSeconds, queueMaxMinutes && queueMaxMinutes * 60);

/** Tells customer and bot what is known of the queue; a text in place of numbers that are too large, once. */
export const tellQueue = async (unit: SessionUnit, handover: Handover): Promise<void> => {
  const { id, state, queueInfo } = handover;
  if (!queueInfo) return;
  const options = optionsOf(handover);
  const tooLong = isTooLong(options, queueInfo);
  const told = tooLong ? null : queueInfo;
  const after = await updateHandover(unit.tx, {
    id,
    patch: { toldQueueAt: unit.now, queueInfo: { ...queueInfo, ...(tooLong ? { tooLong } : {}) } },
    at: unit.now,
  });
  const text = tooLong ? options.queueText : undefined;
  await unit.append({ direction: 'system', body: queueUpdate(state, told, text), handover: id });
  if (tooLong && queueInfo.tooLong !== true) await sayOption(unit, after, ['queueText']);
  await queueNews(unit, after, {
    kind: 'handover',
    handover: id,
    version: after.version,
    status: 'queue',
    reason: null,
    queue: queueInfo,
  });
};

/** Milliseconds until news of the queue may be told again; 0: now. */
const pauseMs = (handover: Handover, now: Date): number => {
  const { queueSeconds = 0 } = optionsOf(handover);
  if (!handover.toldQueueAt) return 0;
  return Math.max(0, handover.toldQueueAt.getTime() + queueSeconds * 1000 - now.getTime());
};

/**
 * Takes news of the queue: customer and bot hear it once, and only while nobody has taken the conversation; what comes
 * too soon after the last is told later. While a flow talks with the customer, only news of somebody who is in the
 * queue counts.
 */
export const applyQueueInfo = async (
  unit: SessionUnit,
  handover: Handover,
  news: Partial<QueueInfo>,
): Promise<void> => {
  if (!isOpen(handover.state) || !isWaiting(handover)) return;
  const before = handover.queueInfo;
  const queueInfo = { position: null, estimatedWaitSeconds: null, ...before, ...news };
  if (isInFlow(queueInfo)) return;
  if (sameInfo(before, queueInfo)) return;
  if (!before && queueInfo.position === null && queueInfo.estimatedWaitSeconds === null) return;
  const patch = { queueInfo };
  const after = await updateHandover(unit.tx, { id: handover.id, patch, at: unit.now });
  const ms = pauseMs(after, unit.now);
  if (ms > 0) await setHandoverTimer(unit, after, { timer: 'queue', ms });
  else await tellQueue(unit, after);
};

/** Has the news been overtaken by the end, or that of a queue by newer news or an agent? An end is heard always. */
export const isOldNews = (
  handover: Handover,
  { status, queue }: Pick<HandoverNews, 'status' | 'queue'>,
): boolean => {
  if (!isEndStatus(status) && handover.endedAt !== null) return true;
  return queue !== undefined && (!isWaiting(handover) || !sameInfo(handover.queueInfo, queue));
};
