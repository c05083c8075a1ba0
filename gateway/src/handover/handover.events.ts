import { type Activity, directLineEvents } from '@tandem/contract';
import type { HandoverState } from './handover.machine.ts';
import type { Agent, QueueInfo, WayOut } from './handover.model.ts';

const channel = { id: 'tandem', role: 'channel' } as const;

const event = (name: string, value: object): Activity => ({
  type: 'event',
  name,
  from: channel,
  value,
});

/** Direct Line knows three states; `status` is ours in full. */
const shownStates: Partial<Record<HandoverState, 'accepted' | 'failed' | 'completed'>> = {
  requested: 'accepted',
  completed: 'completed',
  cancelled: 'completed',
  timedOut: 'failed',
  failed: 'failed',
};

/** The event of a change of state, where the chat shows one; `next` comes before the bot goes on. */
export const statusEvent = (
  state: HandoverState,
  reason: string | null,
  next: WayOut | null = null,
): Activity | null => {
  const shown = shownStates[state];
  if (!shown) return null;
  return event(directLineEvents.handoffStatus, {
    state: shown,
    status: state,
    ...(reason ? { reason } : {}),
    ...(next ? { next } : {}),
  });
};

export const agentJoined = (agent: Agent): Activity =>
  event(directLineEvents.agent, { state: 'joined', agent: agent.name ? { name: agent.name } : {} });

export const agentLeft = (agent: Agent): Activity =>
  event(directLineEvents.agent, { state: 'left', agent: agent.name ? { name: agent.name } : {} });

/** Only what the contact centre tells: never an invented number. Waiting times are milliseconds on this wire. */
export const queueUpdate = (
  status: HandoverState,
  info: QueueInfo | null,
  alternativeText?: string,
): Activity =>
  event(directLineEvents.queueUpdate, {
    status,
    ...(alternativeText === undefined ? {} : { alternativeText }),
    ...(typeof info?.position === 'number' ? { position: info.position } : {}),
    ...(typeof info?.estimatedWaitSeconds === 'number'
      ? { estimatedWaitTime: info.estimatedWaitSeconds * 1000 }
      : {}),
  });

export const receiptEvent = (activityId: string, status: string, reason: string | null): Activity =>
  event(directLineEvents.receipt, { activityId, status, ...(reason ? { reason } : {}) });

export const endedEvent = (reason: string): Activity => event(directLineEvents.ended, { reason });
