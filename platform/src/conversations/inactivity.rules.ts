import type { ThreadState } from './conversation.model.ts';
import {
  cancel,
  endConversation,
  inactivityTimer,
  liveOf,
  type Step,
  stepOf,
} from './conversation.rules.ts';
import { laterBy } from './participant.rules.ts';

/** Somebody has written, or an agent has accepted: the time of silence begins anew, where the agent's queue sets one. */
export const expectActivity = (state: ThreadState, at: string): Step => {
  const agent = liveOf(state, 'agent');
  if (agent?.state !== 'connected') return stepOf(state);
  const ms = agent.rules?.inactivityMs;
  if (!ms) return stepOf(state);
  const quietUntil = laterBy(at, ms);
  return stepOf(
    { ...state, conversation: { ...state.conversation, quietUntil } },
    { timers: [{ name: inactivityTimer, dueAt: quietUntil }] },
  );
};

/** An agent has accepted: silence before counts for nothing, whatever the queue of the agent before says. */
export const beginActivity = (state: ThreadState, at: string): Step => {
  const begun = expectActivity(state, at);
  return begun.timers.length > 0 ? begun : stepOf(state, { timers: [cancel(inactivityTimer)] });
};

/**
 * What the timer of silence does: the conversation ends. One that was on its way already when somebody wrote changes
 * nothing, and the time goes on.
 */
export const missActivity = (state: ThreadState, at: string): Step => {
  const agent = liveOf(state, 'agent');
  const { quietUntil } = state.conversation;
  if (agent?.state !== 'connected' || !agent.rules?.inactivityMs) return stepOf(state);
  return quietUntil !== undefined && quietUntil > at
    ? stepOf(state, { timers: [{ name: inactivityTimer, dueAt: quietUntil }] })
    : endConversation(state, { participantId: null, type: 'inactivity', at });
};
