import type { DisconnectType, Participant, ThreadState } from './conversation.model.ts';
import {
  andThen,
  cancel,
  enterQueue,
  leave,
  liveOf,
  replaceParticipant,
  type Step,
  type StepContext,
  stepOf,
} from './conversation.rules.ts';
import { laterBy } from './participant.rules.ts';

export const answerTimer = (participantId: string): string => `answer:${participantId}`;

/** Whether the agent's time to answer runs already. */
const isRunning = ({ answerDueAt }: Participant, at: string): boolean =>
  answerDueAt !== undefined && answerDueAt !== null && answerDueAt > at;

/** The customer waits for an answer of the agent who has the conversation, where its queue sets a time for that. */
export const expectAnswer = (state: ThreadState, at: string): Step => {
  const agent = liveOf(state, 'agent');
  const ms = agent?.rules?.answerMs;
  if (agent?.state !== 'connected' || !ms || isRunning(agent, at)) return stepOf(state);
  const answerDueAt = laterBy(at, ms);
  return stepOf(replaceParticipant(state, { ...agent, answerDueAt }), {
    timers: [{ name: answerTimer(agent.id), dueAt: answerDueAt }],
  });
};

/** The agent has answered. */
export const answered = (state: ThreadState, agent: Participant): Step =>
  agent.answerDueAt
    ? stepOf(replaceParticipant(state, { ...agent, answerDueAt: null }), {
        timers: [cancel(answerTimer(agent.id))],
      })
    : stepOf(state);

/** The conversation leaves an agent for the queue it came from, or the one that takes such conversations. */
export const giveBack = (
  state: ThreadState,
  agent: Participant,
  { type, ...ctx }: StepContext & { readonly type: DisconnectType },
): Step => {
  const queueId = agent.rules?.returnTo ?? agent.queueId;
  if (queueId === null) return stepOf(state);
  const same = agent.routing && queueId === agent.queueId;
  const routing = same
    ? { ...agent.routing, queueId, preferredUserIds: [] }
    : {
        queueId,
        priority: agent.routing?.priority ?? 0,
        skillIds: [],
        languageId: agent.routing?.languageId ?? null,
        preferredUserIds: [],
      };
  // The place of whom nobody has answered since is not at the end.
  return andThen(leave(state, agent, { at: ctx.at, type }), (next) =>
    enterQueue(next, routing, { ...ctx, since: agent.startTime }),
  );
};

/** What the timer of an answer does: a conversation whose agent is silent goes back; a late timer changes nothing. */
export const missAnswer = (state: ThreadState, agent: Participant, ctx: StepContext): Step =>
  agent.state !== 'connected' || !agent.answerDueAt || isRunning(agent, ctx.at)
    ? stepOf(state)
    : giveBack(state, agent, { ...ctx, type: 'transfer.noanswer' });
