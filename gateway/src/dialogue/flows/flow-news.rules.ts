import type { FlowEffect, FlowInput } from '@tandem/flows';
import {
  type Handover,
  type HandoverNews,
  type HandoverSummary,
  isEndStatus,
  tellingOf,
} from '../../handover/index.ts';
import type { Talk } from './flow-talk.model.ts';

/** Whether a run waits for agents to finish. */
export const awaitsHandover = (
  effect: FlowEffect | null | undefined,
): effect is Extract<FlowEffect, { kind: 'handOver' | 'awaitHandover' }> =>
  effect?.kind === 'handOver' || effect?.kind === 'awaitHandover';

/** Whether a branch beside a handover is under way. */
export const isAside = ({ state }: Pick<Talk, 'state'>): boolean =>
  state.frames.some(({ kind }) => kind === 'aside');

/** Tells news from a repeat of it. Of what is told of a queue, flows hear what changes the place. */
export const newsKey = ({ handover, version, status, queue }: HandoverNews): string =>
  queue ? `${handover}.place.${queue.position}` : `${handover}.${version}.${status}`;

/** News of a queue that says nothing of the place: the time to wait alone changes all the time. */
export const isWithoutPlace = ({ queue }: HandoverNews): boolean =>
  queue !== undefined && queue.position === null;

/**
 * News of a handover that is open, for a run that does something about it; null: it does not. Times are milliseconds.
 */
export const tellingInput = (
  { status, queue }: HandoverNews,
  {
    last,
    talk: { effect, waitsSince },
    now,
  }: {
    readonly last: Handover;
    readonly talk: Pick<Talk, 'effect' | 'waitsSince'>;
    readonly now: Date;
  },
): FlowInput | null => {
  const telling = tellingOf(status);
  if (!telling || !awaitsHandover(effect) || !effect.tells?.includes(telling)) return null;
  const { position = null, estimatedWaitSeconds = null } = queue ?? {};
  const estimatedWaitTime = estimatedWaitSeconds === null ? null : estimatedWaitSeconds * 1000;
  const agent = last.agent?.name ?? '';
  const since = waitsSince === undefined ? last.createdAt : new Date(waitsSince);
  const waitedMs = Math.max(0, now.getTime() - since.getTime());
  const data = { status, position, estimatedWaitTime, agent, waitedMs };
  return { kind: 'result', outlet: telling, data };
};

const outlets = { completed: 'next', cancelled: 'failure', error: 'failure' } as const;

/** How a handover has ended, for the run that waits for it. */
export const endInput = (
  { status, reason }: HandoverNews,
  {
    last,
    summary,
    effect,
  }: {
    readonly last: Handover;
    readonly summary: HandoverSummary;
    readonly effect: FlowEffect | null;
  },
): FlowInput => {
  const left = last.request.left !== undefined;
  const cancelled = status === 'cancelled' && reason === 'user';
  const ended = isEndStatus(status) ? (status as keyof typeof outlets) : 'error';
  const outlet = cancelled ? 'cancelled' : left ? 'failure' : outlets[ended];
  const asked = effect?.kind === 'awaitHandover' ? effect.handover : effect?.id;
  const data = {
    ...{ status, reason, ...summary },
    ...(status === 'error' ? { error: { reason: 'error', message: reason } } : {}),
    // It was open before the node was reached: the node has waited for it and asked for none.
    alreadyInProgress: last.request.askedBy !== asked && !left,
  };
  return { kind: 'result', outlet, data };
};
