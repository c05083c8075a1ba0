import { handoverChangedEvent } from '@tandem/contract';
import { appendEvents } from '@tandem/events';
import { gatewayQueues, type SessionUnit } from '../conversations/index.ts';
import type { OpenEndpoint } from '../endpoints/index.ts';
import { agentJoined, agentLeft, queueUpdate, statusEvent } from './handover.events.ts';
import {
  botStatusOf,
  type EndReason,
  endPath,
  type HandoverState,
  isOpen,
  mayFollow,
} from './handover.machine.ts';
import {
  type Agent,
  type Handover,
  type HandoverRequest,
  isWaiting,
  type QueueInfo,
} from './handover.model.ts';
import { type HandoverPatch, insertHandover, updateHandover } from './handover.store.ts';
import type { DialogueWork, HandoverWork } from './handover.work.ts';
import type { Verdict } from './observation.rules.ts';

const tellBot = async (unit: SessionUnit, handover: Handover, before: HandoverState | null) => {
  const status = botStatusOf(handover.state);
  if (before && botStatusOf(before) === status) return;
  const work: DialogueWork = {
    kind: 'handover',
    handover: handover.id,
    version: handover.version,
    status,
    reason: handover.endReason ?? handover.reason,
  };
  await unit.queue(gatewayQueues.dialogue, work);
};

/** Tells the event log, so that automation flows may follow. */
const tellLog = (
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
    | { kind: 'start' | 'end' }
    | { kind: 'message'; seq: number }
    | { kind: 'receipt'; remoteMessageId: string },
): Promise<void> => {
  const full: HandoverWork = { ...work, destination: handover.endpointId, handover: handover.id };
  return unit.queue(gatewayQueues.handover, full);
};

/** Opens a handover: from here on the bot is silent. The caller has made sure that none is open. */
export const openHandover = async (
  unit: SessionUnit,
  endpoint: OpenEndpoint,
  request: HandoverRequest,
): Promise<Handover> => {
  const { session, tx, now } = unit;
  const handover = await insertHandover(tx, {
    org: session.org,
    session: session.id,
    endpointId: endpoint.id,
    provider: endpoint.handover?.kind ?? '',
    request,
    createdAt: now,
  });
  const event = statusEvent('requested', null);
  if (event) await unit.append({ direction: 'system', body: event, handover: handover.id });
  await unit.hop({ kind: 'handover', summary: 'requested', ok: true, handover: handover.id });
  await tellBot(unit, handover, null);
  await tellLog(unit, handover, { from: null });
  await queueForHandover(unit, handover, { kind: 'start' });
  return handover;
};

/** One step of the state machine. A step the table does not know leaves everything as it is. */
const step = async (
  unit: SessionUnit,
  handover: Handover,
  change: { to: HandoverState; patch?: HandoverPatch; reason?: string },
): Promise<Handover> => {
  const { to, patch = {}, reason = null } = change;
  if (!mayFollow(handover.state, to)) return handover;
  const ends = !isOpen(to);
  const after = await updateHandover(unit.tx, {
    id: handover.id,
    patch: { ...patch, state: to, ...(ends ? { endedAt: unit.now, nextCheckAt: null } : {}) },
    at: unit.now,
  });
  const event = statusEvent(to, reason);
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
  await tellBot(unit, after, handover.state);
  await tellLog(unit, after, { from: handover.state, reason });
  return after;
};

/** The chat shows who is looked for: asked for, in the queue, ringing at somebody. */
const showWaiting = async (unit: SessionUnit, { id, state, agent, queueInfo }: Handover) => {
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
    return queued;
  }
  return updateHandover(unit.tx, { id: handover.id, patch, at: unit.now });
};

/**
 * Ends the handover; the bot answers again. An ended one stays as it is. `agent` had it in the end: the chat does not
 * hear of one who came and went unseen, the record does.
 */
export const endHandover = async (
  unit: SessionUnit,
  handover: Handover,
  end: { reason: EndReason; text?: string; agent?: Agent | null },
): Promise<Handover> => {
  let current = handover;
  const path = endPath(handover, end.reason);
  const agent = end.agent ?? handover.agent;
  if (path.length > 0 && handover.agent)
    await unit.append({
      direction: 'system',
      body: agentLeft(handover.agent),
      handover: handover.id,
    });
  for (const to of path)
    current = await step(unit, current, {
      to,
      patch: { endReason: end.reason, agent },
      reason: end.text ?? end.reason,
    });
  return current;
};

const changeAgent = async (unit: SessionUnit, handover: Handover, agent: Agent | null) => {
  const { agent: before } = handover;
  if (before?.id === agent?.id) return handover;
  const add = (body: ReturnType<typeof agentLeft>) =>
    unit.append({ direction: 'system', body, handover: handover.id });
  if (before) await add(agentLeft(before));
  if (agent) await add(agentJoined(agent));
  const summary = agent ? 'agent joined' : 'agent left';
  await unit.hop({
    kind: 'handover',
    summary,
    ok: true,
    handover: handover.id,
    detail: { agent: agent ?? before },
  });
  const patch = { agent, queueInfo: null };
  return updateHandover(unit.tx, { id: handover.id, patch, at: unit.now });
};

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

/**
 * Takes news of the queue: customer and bot hear it once, and only while nobody has taken the conversation. While a
 * flow talks with the customer, only news of somebody who is in the queue counts.
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
  const { id, state } = handover;
  const after = await updateHandover(unit.tx, { id, patch: { queueInfo }, at: unit.now });
  await unit.append({ direction: 'system', body: queueUpdate(state, queueInfo), handover: id });
  const work: DialogueWork = {
    kind: 'handover',
    handover: id,
    version: after.version,
    status: 'queue',
    reason: null,
    queue: queueInfo,
  };
  await unit.queue(gatewayQueues.dialogue, work);
};

/** Has the news of a queue been overtaken by newer news or by an agent? */
export const isOldQueueNews = (handover: Handover, { queue }: { queue?: QueueInfo }): boolean =>
  queue !== undefined && (!isWaiting(handover) || !sameInfo(handover.queueInfo, queue));

/** Brings the handover to where the contact centre's view says it is. */
export const applyVerdict = async (
  unit: SessionUnit,
  handover: Handover,
  verdict: Verdict,
): Promise<Handover> => {
  if (verdict.kind === 'unknown' || !isOpen(handover.state)) return handover;
  if (verdict.kind === 'ended') return endHandover(unit, handover, verdict);
  let current = await changeAgent(unit, handover, verdict.agent);
  if (current.state !== verdict.state) {
    // Who was active and rings at the next one has been in the queue in between.
    if (!mayFollow(current.state, verdict.state))
      current = await step(unit, current, { to: 'queued' });
    current = await step(unit, current, { to: verdict.state });
  }
  if (current.state !== handover.state || (handover.agent && !current.agent))
    await showWaiting(unit, current);
  return current;
};

/** The first word of an agent makes the handover active. */
export const markActive = (unit: SessionUnit, handover: Handover): Promise<Handover> =>
  handover.state === 'active' ? Promise.resolve(handover) : step(unit, handover, { to: 'active' });
