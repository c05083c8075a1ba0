import { handoverChangedEvent } from '@tandem/contract';
import { appendEvents } from '@tandem/events';
import { gatewayQueues, type SessionUnit } from '../conversations/index.ts';
import { tellCopilot } from './handover.copilot.ts';
import { queueUpdate, statusEvent } from './handover.events.ts';
import { watchIdle } from './handover.idle.ts';
import {
  botStatusOf,
  type HandoverState,
  isEndStatus,
  isOpen,
  mayFollow,
  tellingOf,
} from './handover.machine.ts';
import type { Handover, HandoverRequest, WayOut } from './handover.model.ts';
import { holdPlaces } from './handover.places.ts';
import { sayAccepted, sayQueued } from './handover.says.ts';
import {
  type EndedAtOnce,
  type HandoverPatch,
  insertHandover,
  updateHandover,
} from './handover.store.ts';
import { watchWait } from './handover.wait.ts';
import type { HandoverNews, HandoverWork } from './handover.work.ts';

/**
 * The bot is told in its own time while the handover is open: what the customer says meanwhile is not for it. That it
 * has ended stands in the dialogue, before what is said to the bot then; so does what a flow does something about.
 */
export const queueNews = (
  unit: SessionUnit,
  { request: { tellsFlow = [] } }: Pick<Handover, 'request'>,
  news: HandoverNews,
): Promise<void> => {
  const isOfDialogue =
    isEndStatus(news.status) || tellsFlow.some((told) => told === tellingOf(news.status));
  return unit.queue(isOfDialogue ? gatewayQueues.dialogue : gatewayQueues.news, news);
};

/** Tells the bot where the handover is, with the reason of its end. */
export const tellBotOf = (unit: SessionUnit, handover: Handover): Promise<void> =>
  queueNews(unit, handover, {
    kind: 'handover',
    handover: handover.id,
    version: handover.version,
    status: botStatusOf(handover.state),
    reason: handover.endReason ?? handover.reason,
  });

const tellBot = async (unit: SessionUnit, handover: Handover, before: HandoverState | null) => {
  if (before && botStatusOf(before) === botStatusOf(handover.state)) return;
  await tellBotOf(unit, handover);
};

/** Tells the event log, so that automation flows may follow. */
export const tellLog = (
  { tx, session }: SessionUnit,
  handover: Handover,
  { from, reason = null }: { readonly from: HandoverState | null; readonly reason?: string | null },
): Promise<void> =>
  appendEvents(tx, [
    {
      org: session.org,
      type: handoverChangedEvent,
      key: session.conversationId,
      data: {
        ...{ conversationId: session.conversationId, endpointId: handover.endpointId },
        ...{ handover: handover.ordinal, from, state: handover.state },
        reason: reason ?? handover.endReason ?? handover.reason,
      },
    },
  ]);

/** Queues work for the contact centre behind everything the session has queued there before. */
export const queueForHandover = (
  unit: SessionUnit,
  handover: Pick<Handover, 'id' | 'endpointId'>,
  work:
    | { kind: 'start' | 'end' | 'leave' }
    | { kind: 'message'; seq: number }
    | { kind: 'receipt'; remoteMessageId: string }
    | { kind: 'failed'; remoteMessageId: string; reason: string },
): Promise<void> => {
  const full: HandoverWork = { ...work, destination: handover.endpointId, handover: handover.id };
  return unit.queue(gatewayQueues.handover, full);
};

type NewHandover = Pick<Handover, 'endpointId' | 'provider' | 'providerId'> & {
  readonly request: HandoverRequest;
  readonly ended?: EndedAtOnce;
};

/** Notes a handover that is asked for; nothing is sent or said yet. */
export const noteHandover = async (unit: SessionUnit, of: NewHandover): Promise<Handover> => {
  const { session, tx, now } = unit;
  await holdPlaces(unit, of);
  return insertHandover(tx, { org: session.org, session: session.id, ...of, createdAt: now });
};

/** Begins a handover that was noted: the customer, the bot and the log hear of it, and it goes on its way. */
export const beginHandover = async (unit: SessionUnit, handover: Handover): Promise<void> => {
  const event = statusEvent('requested', null);
  if (event) await unit.append({ direction: 'system', body: event, handover: handover.id });
  await sayAccepted(unit, handover);
  await unit.hop({ kind: 'handover', summary: 'requested', ok: true, handover: handover.id });
  await tellBot(unit, handover, null);
  await tellLog(unit, handover, { from: null });
  await watchWait(unit, handover);
  await watchIdle(unit, handover);
  await queueForHandover(unit, handover, { kind: 'start' });
  await tellCopilot(unit, handover, { kind: 'handover' });
};

/** One step of the state machine. A step the table does not know leaves everything as it is. */
export const step = async (
  unit: SessionUnit,
  handover: Handover,
  change: {
    readonly to: HandoverState;
    readonly patch?: HandoverPatch;
    readonly reason?: string;
    /** What comes before the bot goes on: it hears of the step later, or never. */
    readonly next?: WayOut | null;
  },
): Promise<Handover> => {
  const { to, patch = {}, reason = null, next = null } = change;
  if (!mayFollow(handover.state, to)) return handover;
  const ends = !isOpen(to);
  const after = await updateHandover(unit.tx, {
    id: handover.id,
    patch: { ...patch, state: to, ...(ends ? { endedAt: unit.now, nextCheckAt: null } : {}) },
    at: unit.now,
  });
  const event = statusEvent(to, reason, next);
  if (event) await unit.append({ direction: 'system', body: event, handover: handover.id });
  // An offer that was accepted before it was seen: that the agent joined says it all.
  if (to !== 'offered' || !handover.agent)
    await unit.hop({
      kind: 'handover',
      summary: to,
      ok: to !== 'failed',
      handover: handover.id,
      detail: { from: handover.state, to, ...(reason ? { reason } : {}) },
    });
  if (!next) await tellBot(unit, after, handover.state);
  await tellLog(unit, after, { from: handover.state, reason });
  return after;
};

/** The chat shows who is looked for: asked for, in the queue, ringing at somebody. */
export const showWaiting = async (unit: SessionUnit, { id, state, agent, queueInfo }: Handover) => {
  if (state !== 'queued' && (state !== 'offered' || agent)) return;
  // A flow was quicker than the answer that the contact centre has the request.
  if (state === 'queued' && queueInfo?.inFlow) return;
  await unit.append({ direction: 'system', body: queueUpdate(state, queueInfo), handover: id });
};

/** The contact centre has taken the handover. */
export const markQueued = async (unit: SessionUnit, handover: Handover, patch: HandoverPatch) => {
  if (handover.state === 'requested') {
    const next = { ...patch, nextCheckAt: unit.now };
    const queued = await step(unit, handover, { to: 'queued', patch: next });
    await showWaiting(unit, queued);
    await sayQueued(unit, queued);
    return queued;
  }
  return updateHandover(unit.tx, { id: handover.id, patch, at: unit.now });
};
